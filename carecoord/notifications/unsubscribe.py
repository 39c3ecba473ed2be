"""One click in a mail program ends one topic by one channel (RFC 8058), without signing in. What keeps people safe has no such link.

The link's token is sealed, not only signed: it tells nobody whom or what it is about, and it ends after `GOOD_FOR`. A mail program that
looks at every link finds a page with a button; only a POST changes anything, and a second one changes nothing more.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db.models import F
from django.urls import reverse
from django.utils.crypto import salted_hmac

from carecoord.access.actor import Actor
from carecoord.audit import trail
from carecoord.notifications import choices, routing
from carecoord.notifications.channels import Letter
from carecoord.notifications.kinds import Audience, topics_for
from carecoord.notifications.kinds.shape import Topic
from carecoord.notifications.models import Habits
from carecoord.notifications.states import Channel
from carecoord.notifications.wishes import IN_DIGEST, When, offered

GOOD_FOR = timedelta(days=90)


@dataclass(frozen=True)
class Wish:
    """Who wants which topic no more, by which channel."""

    user_id: int
    topic: Topic
    channel: Channel


def seal() -> MultiFernet:
    """Keys of their own, from the secret key and those before it."""
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    keys = (salted_hmac("carecoord.unsubscribe", "key", secret=secret, algorithm="sha256").digest() for secret in secrets)
    return MultiFernet([Fernet(urlsafe_b64encode(key)) for key in keys])


def token(wish: Wish) -> str:
    return seal().encrypt(f"{wish.user_id} {wish.topic} {wish.channel}".encode()).decode()


def opened(text: str) -> Wish | None:
    """None for what is none of ours, too old, or of something that cannot be switched off."""
    try:
        user_id, topic, channel = seal().decrypt(text.encode(), ttl=int(GOOD_FOR.total_seconds())).decode().split(" ")
        wish = Wish(int(user_id), Topic(topic), Channel(channel))
    except (InvalidToken, ValueError):
        return None
    return wish if When.OFF in offered(wish.topic, wish.channel) else None


def headers(letter: Letter) -> dict[str, str]:
    """For a mail's head; none for what always comes."""
    if letter.form.is_safety or not letter.recipient_id:
        return {}
    path = reverse("notices:unsubscribe", args=[token(Wish(letter.recipient_id, letter.form.topic, Channel.EMAIL))])
    return {"List-Unsubscribe": f"<{settings.SITE_URL.rstrip('/')}{path}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def leave(actor: Actor, wish: Wish) -> None:
    """Switch exactly that off; done before, it stays done and is not told again. A summary ends with every topic it stood for."""
    person = routing.read([wish.user_id]).get(wish.user_id)
    changes = {(topic, wish.channel): When.OFF for topic in meant(wish, person)} if person else {}
    if not changes:
        return
    choices.keep(wish.user_id, changes)
    Habits.objects.bulk_create([Habits(user_id=wish.user_id)], ignore_conflicts=True)
    Habits.objects.filter(user_id=wish.user_id).update(version=F("version") + 1)
    fields = [f"{topic}-{channel}-off" for topic, channel in changes]
    trail.record(actor, "notices.unsubscribe", about=Habits(user_id=wish.user_id), fields=fields, reason="by the link in a message")


def meant(wish: Wish, person: routing.Person) -> Iterator[Topic]:
    for audience in Audience:
        for topic in topics_for(audience):
            when = person.when(audience, topic, wish.channel)
            if when in IN_DIGEST if wish.topic is Topic.DIGEST else topic is wish.topic and when is not When.OFF:
                yield topic
