"""States of a booking and the moves between them, as data; what each kind of resource is booked for. The database's trigger is made here.

A booking belongs to one journey for good: what is freed, swapped or moved ends, and a new booking stands in its place.
"""

from __future__ import annotations

from django.db import models


class ResourceKind(models.TextChoices):
    CHAIR = "chair", "Apheresis chair"
    BED = "bed", "Infusion bed"
    MANUFACTURING = "manufacturing", "Manufacturing slot"


class Purpose(models.TextChoices):
    """The anchor of the journey whose date the booking is."""

    APH = "APH", "Apheresis"
    LD1 = "LD1", "Lymphodepletion"
    D0 = "D0", "Infusion"
    SLOT = "SLOT", "Manufacturing"


class BookingState(models.TextChoices):
    FREE = "free", "Free"
    BLOCKED = "blocked", "Closed"
    OFFERED = "offered", "Offered"
    HELD = "held", "Held"
    CONFIRMED = "confirmed", "Confirmed"
    RELEASED = "released", "Released"
    MOVED = "moved", "Moved"


class ReleaseReason(models.TextChoices):
    """Why a booking ended. `expired`, `swapped` and `ended` are written by the house itself."""

    PATIENT = "patient", "The patient cannot come"
    NOT_READY = "not_ready", "Not ready medically"
    COVERAGE = "coverage", "Coverage is not settled"
    MAKER = "maker", "The manufacturer took it back"
    EARLIER = "earlier", "An earlier time was found"
    LATER = "later", "A later time is needed"
    CENTER = "center", "The center needs it"
    ERROR = "error", "Booked by mistake"
    EXPIRED = "expired", "The time to decide ran out"
    SWAPPED = "swapped", "Exchanged with another patient"
    ENDED = "ended", "The journey ended"


PURPOSES: dict[ResourceKind, tuple[Purpose, ...]] = {
    ResourceKind.CHAIR: (Purpose.APH,),
    ResourceKind.BED: (Purpose.LD1, Purpose.D0),
    ResourceKind.MANUFACTURING: (Purpose.SLOT,),
}
PENDING = frozenset({BookingState.OFFERED, BookingState.HELD})
TAKEN = PENDING | {BookingState.CONFIRMED}
LIVE = TAKEN | {BookingState.FREE, BookingState.BLOCKED}
BY_THE_HOUSE = frozenset({ReleaseReason.EXPIRED, ReleaseReason.SWAPPED, ReleaseReason.ENDED})
GIVEN_BY_PEOPLE = tuple(reason for reason in ReleaseReason if reason not in BY_THE_HOUSE)

# verb: (from, to)
MOVES: dict[str, tuple[frozenset[BookingState], BookingState]] = {
    "offer": (frozenset({BookingState.FREE}), BookingState.OFFERED),
    "hold": (frozenset({BookingState.FREE, BookingState.OFFERED}), BookingState.HELD),
    "confirm": (PENDING, BookingState.CONFIRMED),
    "release": (LIVE, BookingState.RELEASED),
    "move_by_maker": (LIVE - {BookingState.BLOCKED}, BookingState.MOVED),
}
PAIRS = sorted(
    {(str(source), str(target)) for sources, target in MOVES.values() for source in sources}
    | {(str(BookingState.FREE), str(target)) for target in TAKEN}  # what stands in another's place is as firm as that was
)
INITIAL = sorted(str(state) for state in LIVE)
