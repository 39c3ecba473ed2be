"""A person's number for text messages: typed, proved by a code, taken back, stopped by STOP. Nothing else goes to one not proved."""

from __future__ import annotations

import hmac
import logging
import secrets
import threading
from datetime import timedelta

import phonenumbers
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from carecoord.access.actor import Actor
from carecoord.access.errors import Refused
from carecoord.accounts.models import User
from carecoord.audit import trail
from carecoord.notifications import wordings
from carecoord.notifications.channels import Trouble, sms
from carecoord.notifications.reach import Phone

log = logging.getLogger(__name__)
VALID_FOR = timedelta(minutes=10)
CODES_A_DAY, GUESSES = 5, 5
DAY = timedelta(days=1)


def number_of(raw: str) -> str:
    """E.164; a number without country is one of the United States. Refuses what cannot take a text."""
    try:
        number = phonenumbers.parse(raw, "US")
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_valid_number(number):
        raise Refused(_("This is not a phone number we can send to. Write it like 319-555-0142."), field="number")
    if phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.FIXED_LINE:
        raise Refused(_("This number takes no text messages. Give the number of a mobile phone."), field="number")
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def of(actor: Actor) -> Phone | None:
    return Phone.objects.filter(user_id=actor.user_id or 0).first()


def ask(actor: Actor, *, number: str) -> None:
    """Keep a number that is not proved yet, and send its code after the commit."""
    if settings.SMS is None:
        raise Refused(_("This house sends no text messages."), field="number")
    now, wanted = timezone.now(), number_of(number)
    phone = Phone.objects.select_for_update().filter(user_id=actor.user_id or 0).first() or Phone(user_id=actor.user_id or 0)
    if now - phone.asked_at > DAY:
        phone.asked, phone.asked_at = 0, now
    if phone.asked >= CODES_A_DAY:
        raise Refused(_("Five codes were sent since yesterday. Please try again tomorrow."), field="number")
    digits = f"{secrets.randbelow(1_000_000):06}"
    phone.number, phone.code_hash, phone.code_until = wanted, hashed(wanted, digits), now + VALID_FOR
    phone.asked, phone.wrong, phone.confirmed_at, phone.stopped_at = phone.asked + 1, 0, None, None
    phone.save()
    trail.record(actor, "phone.ask")
    language = User.objects.values_list("language", flat=True).get(pk=phone.user_id)
    after_commit(wanted, wordings.code(digits, language))


def after_commit(to: str, body: str) -> None:
    """Beside the request, as letters about accounts go: a code is a secret and may stand in no row."""
    work = threading.Thread(target=hand_over, args=(to, body), name="text")
    transaction.on_commit((lambda: hand_over(to, body)) if settings.LETTERS_WAIT else work.start)


def hand_over(to: str, body: str) -> None:
    try:
        sms.carrier().send(to, body)
    except Trouble as fault:  # whoever waits for the code can ask for another
        log.warning("text.not_taken %s", fault.code)


def hashed(number: str, digits: str) -> str:
    return salted_hmac("carecoord.phone", f"{number} {digits}", algorithm="sha256").hexdigest()


def confirm(actor: Actor, *, digits: str) -> bool:
    """Whether this was the code. Five wrong ones, or ten minutes, and it takes another code."""
    phone = Phone.objects.select_for_update().filter(user_id=actor.user_id or 0, confirmed_at__isnull=True).first()
    if phone is None or phone.code_until is None or phone.code_until < timezone.now() or phone.wrong >= GUESSES:
        return False
    if not hmac.compare_digest(phone.code_hash, hashed(phone.number, digits.strip())):
        phone.wrong += 1
        phone.save(update_fields=["wrong"])
        return False
    phone.confirmed_at, phone.code_hash, phone.code_until = timezone.now(), "", None
    phone.save(update_fields=["confirmed_at", "code_hash", "code_until"])
    trail.record(actor, "phone.confirm")
    return True


def remove(actor: Actor) -> None:
    mine = Phone.objects.filter(user_id=actor.user_id or 0).exclude(number="")
    if mine.update(number="", code_hash="", confirmed_at=None, stopped_at=None, code_until=None):
        trail.record(actor, "phone.remove")


def stop(number: str) -> int:
    """They answered STOP: everybody who gave this number gets no more texts."""
    return Phone.objects.filter(number=number, stopped_at__isnull=True).update(stopped_at=timezone.now())


def start(number: str) -> int:
    """They answered START after a STOP."""
    return Phone.objects.filter(number=number, stopped_at__isnull=False).update(stopped_at=None)
