"""The states of a notice and the moves between them, as data. The database holds the same table (migration `0002_walls`)."""

from __future__ import annotations

from django.db import models


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
    INAPP = "inapp", "In carecoord"
    EMAIL = "email", "E-mail"


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
