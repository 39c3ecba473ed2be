"""The trials of one referral as values: those that stand on it with what each side may do, and those that might."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.access.permissions import may
from carecoord.ui.parts import Tag, Tone
from referrals.models import Booking, Referral, TrialOption
from referrals.selection.basis import basis_of
from referrals.selection.criteria import Outcome
from referrals.slots.states import BookingState
from referrals.states import Side
from referrals.trials.fits import Fit, fits
from referrals.trials.permissions import Permission
from referrals.trials.rules import rules_of
from referrals.trials.screening import against, candidates
from referrals.trials.sites import nearest
from referrals.trials.states import OPTION_MOVES, OptionState

MIGHT: Final = 12  # trials proposed
BY: Final = {"offer": Side.RECEIVER, "withdraw": Side.RECEIVER, "accept": Side.SENDER, "decline": Side.SENDER}
LABELS: Final = {"offer": "Offer a slot", "accept": "The patient wants it", "decline": "Not wanted", "withdraw": "Take it back"}
TONES: Final = {OptionState.OFFERED: Tone.YOU, OptionState.ACCEPTED: Tone.MET, OptionState.CONSIDERED: Tone.PLAIN}


@dataclass(frozen=True, slots=True)
class Act:
    verb: str
    label: str


@dataclass(frozen=True, slots=True)
class Option:
    """One trial on the referral; `free` are the center's next free slots of it."""

    row: TrialOption
    tag: Tag
    acts: tuple[Act, ...]
    lines: tuple[dict[str, Any], ...]
    free: tuple[tuple[Any, datetime], ...]


@dataclass(frozen=True, slots=True)
class Page:
    referral: Referral
    options: tuple[Option, ...]
    might: tuple[Fit, ...]
    basis: str
    may_add: bool


def build(actor: Actor, referral: Referral) -> Page:
    rows = list(TrialOption.objects.visible_to(actor).filter(referral=referral).select_related("trial"))
    basis = basis_of(actor, referral)
    taken = {row.trial_id for row in rows if row.state in TONES}
    trials = [one for one in candidates() if one.pk not in taken]
    answers = [one for one in against(rules_of(actor, trials), basis.facts) if one.outcome is not Outcome.OUTSIDE][:MIGHT]
    adds = referral.is_open and referral.side_of(actor) == Side.RECEIVER and may(actor, Permission.OFFER)
    free = slots(actor, [row.trial.nct_id for row in rows]) if actor.is_center else {}
    return Page(
        referral=referral,
        options=tuple(option(actor, referral, row, free) for row in rows),
        might=fits(answers, nearest([one.rules.trial.pk for one in answers], None)),
        basis=basis.name,
        may_add=adds,
    )


def option(actor: Actor, referral: Referral, row: TrialOption, free: dict[str, list[tuple[Any, datetime]]]) -> Option:
    tag = Tag(row.get_state_display(), TONES.get(OptionState(row.state), Tone.NEUTRAL))
    here = tuple(free.get(row.trial.nct_id, ())[:3]) if row.state in TONES else ()
    return Option(row, tag, acts(actor, referral, row), tuple(row.found.get("lines", ())), here)


def acts(actor: Actor, referral: Referral, row: TrialOption) -> tuple[Act, ...]:
    if not referral.is_open:
        return ()
    side = referral.side_of(actor)
    allowed = {Side.RECEIVER: Permission.OFFER, Side.SENDER: Permission.ANSWER}.get(side)
    if allowed is None or not may(actor, allowed):
        return ()
    return tuple(Act(verb, LABELS[verb]) for verb, (sources, _) in OPTION_MOVES.items() if BY[verb] == side and row.state in sources)


def slots(actor: Actor, numbers: Sequence[str]) -> dict[str, list[tuple[Any, datetime]]]:
    """Free slots ahead, by the trial they are for: lines of manufacturing slots whose product is its number. One statement."""
    rows = Booking.objects.filter(center_id=actor.place_id, state=BookingState.FREE, starts_at__gt=timezone.now())
    out: dict[str, list[tuple[Any, datetime]]] = {}
    found = rows.filter(resource__product__in=list(numbers)).order_by("starts_at").values_list("resource__product", "pk", "starts_at")
    for product, pk, starts_at in found[:60]:
        out.setdefault(product, []).append((pk, starts_at))
    return out
