"""Doors for providers: what became of a message. Each proves who it is by secret or signature before a word of it is read.

No session and no person behind it; what it may change is in `outcomes`.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.module_loading import import_string
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from carecoord.access.actor import Actor, acting
from carecoord.audit import trail
from carecoord.notifications import outcomes, phones
from carecoord.notifications.channels.sms.twilio import is_twilio
from carecoord.notifications.states import Channel, Outcome

# anymail's words: `bounced` and `rejected` are final, `deferred` and `failed` are not about the address.
MAIL_WORDS = {"delivered": Outcome.DELIVERED, "bounced": Outcome.BOUNCED, "complained": Outcome.COMPLAINED}
SUPPRESSED = {"bounced": Outcome.BOUNCED, "invalid": Outcome.BOUNCED, "spam": Outcome.COMPLAINED, "unsubscribed": Outcome.COMPLAINED}


@csrf_exempt
def mail(request: HttpRequest) -> HttpResponseBase:
    """Anymail's own view of the configured provider; a house without a provider, or without a secret, listens to nobody."""
    if not settings.MAIL_HOOK:
        raise PermissionDenied("No mail provider reports here.")
    view = import_string(settings.MAIL_HOOK).as_view()
    response: HttpResponseBase = view(request)
    return response


TEXT_WORDS = {"delivered": Outcome.DELIVERED, "undelivered": Outcome.BOUNCED, "failed": Outcome.BOUNCED}
STOP_WORDS = {"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "ALTO", "PARAR"}
START_WORDS = {"START", "YES", "UNSTOP"}


def must_be_twilio(request: HttpRequest) -> None:
    signature = request.headers.get("X-Twilio-Signature", "")
    if not is_twilio(request.get_full_path(), request.POST.dict(), signature):
        raise PermissionDenied("This call is not signed by our provider of text messages.")


@csrf_exempt
@require_POST
def text_status(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """What became of one text message."""
    must_be_twilio(request)
    said = TEXT_WORDS.get(request.POST.get("MessageStatus", ""))
    if said is not None:
        outcomes.take(outcomes.Report(said, Channel.SMS, notice_id))
    return HttpResponse(status=204)


@csrf_exempt
@require_POST
def text_in(request: HttpRequest) -> HttpResponse:
    """What people answer: STOP and START count, everything else is read by nobody, as every message says."""
    must_be_twilio(request)
    word, number = request.POST.get("Body", "").strip().upper(), request.POST.get("From", "")
    act = phones.stop if word in STOP_WORDS else phones.start if word in START_WORDS else None
    if act and act(number):
        with acting(Actor(job=outcomes.JOB)) as actor:
            trail.record(actor, f"phone.{act.__name__}")
    return HttpResponse("<Response/>", content_type="text/xml")


def mail_said(event: Any, **_: object) -> None:
    """Receives anymail's `tracking` signal, one event at a time."""
    said = MAIL_WORDS.get(event.event_type)
    if event.event_type == "rejected":
        said = SUPPRESSED.get(event.reject_reason)
    if said is not None:
        outcomes.take(
            outcomes.Report(said, Channel.EMAIL, notice_of(event.metadata), str(event.message_id or "")[:120], event.recipient or "")
        )


def notice_of(metadata: Any) -> UUID | None:
    """The row's id that we gave the message; None if the provider lost it or gives something else back."""
    try:
        return UUID(str((metadata or {}).get("notice", "")))
    except (ValueError, AttributeError):
        return None
