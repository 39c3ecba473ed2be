"""The states of a notice and the moves between them, as data. The database holds the same table (migration `0002_walls`)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """A row for the in-app center stays `due`: it is shown from its due instant on. Other channels go through a lease."""

    DUE = "due", "Due"
    LEASED = "leased", "Being sent"
    RETRY = "retry", "Will be tried again"
    SENT = "sent", "Sent"
    FAILED = "failed", "Could not be sent"
    CANCELLED = "cancelled", "Stopped before it was sent"
    EXPIRED = "expired", "Too late to be sent"


class Channel(models.TextChoices):
    """The ways that this house names itself; a folder added to `channels` is a member too, `Channel("fax")`, with its folder's LABEL."""

    INAPP = "inapp", _("In carecoord")
    EMAIL = "email", _("E-mail")
    SMS = "sms", _("Text message")
    PUSH = "push", _("On your devices")

    @classmethod
    def _missing_(cls, value: object) -> Channel | None:
        from carecoord.notifications.channels import registry

        if not isinstance(value, str) or value not in registry.names():
            return None
        member = str.__new__(cls, value)
        member._name_, member._value_ = value.upper(), value
        member._label_ = registry.label(value)
        return cls._value2member_map_.setdefault(value, member)  # type: ignore[return-value]  # a member of this very enum


class Outcome(models.TextChoices):
    """What the provider said of a message after it had taken it. Many never say anything: then it was handed over, and no more is known."""

    DELIVERED = "delivered", _("Delivered")
    BOUNCED = "bounced", _("Could not be delivered")
    COMPLAINED = "complained", _("Marked as unwanted")


CHANNEL_NAME = r"^[a-z]{2,8}$"  # what the database holds a channel to; which ones there are is the folders' to say


INITIAL = (State.DUE,)
WAITING = (State.DUE, State.RETRY)
OPEN = (State.DUE, State.RETRY, State.LEASED)
MOVES = (
    (State.DUE, State.LEASED),
    (State.DUE, State.CANCELLED),
    (State.DUE, State.EXPIRED),
    (State.RETRY, State.LEASED),
    (State.RETRY, State.CANCELLED),
    (State.RETRY, State.EXPIRED),
    (State.LEASED, State.DUE),  # the lease was given back untried
    (State.LEASED, State.RETRY),
    (State.LEASED, State.SENT),
    (State.LEASED, State.FAILED),
    (State.LEASED, State.CANCELLED),
    (State.LEASED, State.EXPIRED),
    (State.FAILED, State.DUE),  # an operator asked to try again
    (State.FAILED, State.CANCELLED),
)
