"""A trial as an alternative on the same referral: considered, its slot offered, chosen or not, or no longer possible.

The referral goes on as it was; the slot itself stands in the center's calendar, on a line of slots whose product is the trial's number.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.access.errors import NotAllowed, Refused, Stale
from carecoord.access.permissions import require
from referrals import loop
from referrals.models import Referral, Trial, TrialOption
from referrals.selection.basis import basis_of
from referrals.states import Side
from referrals.trials.permissions import Permission
from referrals.trials.rules import rules_of
from referrals.trials.screening import answer
from referrals.trials.states import OPTION_MOVES, OptionState


def consider(actor: Actor, referral_id: UUID, trial: Trial, *, note: str = "") -> TrialOption:
    """Put a trial on the referral, with what the comparison says today."""
    require(actor, Permission.OFFER)
    referral = standing(actor, loop.lock(actor, referral_id), Side.RECEIVER)
    (mine,) = rules_of(actor, [trial])
    basis = basis_of(actor, referral)
    found = {**answer(mine, basis.facts, today=timezone.localdate()).frozen(), "basis": basis.name}
    about: dict[str, Any] = {"patient_id": referral.patient_id, "trial": trial, "found": found, "note": note.strip()[:500]}
    who = {"added_by_id": actor.user_id, "added_by_name": actor.name, "changed_by_name": actor.name}
    try:
        with transaction.atomic():
            option = TrialOption.objects.create(referral=referral, **about, **who)
    except IntegrityError:
        raise Refused("This trial stands on the referral already.", code="there_already") from None
    told(actor, referral, option, "consider_trial")
    return option


def standing(actor: Actor, referral: Referral, side: Side) -> Referral:
    if referral.side_of(actor) != side:
        raise NotAllowed("The other side does this.")
    if not referral.is_open:
        raise Refused("This referral is not open; nothing is offered on it.", code="referral_closed")
    return referral


def told(actor: Actor, referral: Referral, option: TrialOption, verb: str) -> None:
    loop.touch(actor, referral, verb, loop.Step(detail={"trial": option.trial.nct_id}))


def begin(actor: Actor, option_id: UUID, verb: str, *, version: int, side: Side) -> tuple[Referral, TrialOption]:
    """Both rows, locked, the referral first."""
    where = TrialOption.objects.visible_to(actor).values_list("referral_id", flat=True).get(pk=option_id)
    referral = standing(actor, loop.lock(actor, where), side)
    option = TrialOption.objects.select_for_update(of=("self",)).select_related("trial").get(pk=option_id)
    if option.version != version:
        raise Stale(option.version, [f"{option.changed_by_name}: {option.get_state_display().lower()}."])
    if option.state not in OPTION_MOVES[verb][0]:
        raise Refused(f"This cannot be done now: the trial is “{option.get_state_display().lower()}”.", code="wrong_state")
    return referral, option


def move(actor: Actor, referral: Referral, option: TrialOption, verb: str, **values: Any) -> TrialOption:
    option.state, option.changed_by_name, option.changed_at = OPTION_MOVES[verb][1], actor.name or actor.job, timezone.now()
    option.version += 1
    for name, value in values.items():
        setattr(option, name, value)
    option.save(update_fields=["state", "changed_by_name", "changed_at", "version", *values])
    told(actor, referral, option, f"{verb}_trial")
    return option


def offer(actor: Actor, option_id: UUID, *, version: int, slot_on: date, answer_by: date | None = None) -> TrialOption:
    """A slot of the trial from a day on; the practice answers for the patient."""
    require(actor, Permission.OFFER)
    referral, option = begin(actor, option_id, "offer", version=version, side=Side.RECEIVER)
    if slot_on <= timezone.localdate():
        raise Refused("That day has come; choose a later one.", field="slot_on", code="date_past")
    if answer_by is not None and not timezone.localdate() <= answer_by <= slot_on:
        raise Refused("An answer is wanted between today and the day of the slot.", field="answer_by", code="date_out_of_range")
    return move(actor, referral, option, "offer", slot_on=slot_on, answer_by=answer_by)


def accept(actor: Actor, option_id: UUID, *, version: int) -> TrialOption:
    """The practice says that the patient wants it; one trial is chosen at a time."""
    require(actor, Permission.ANSWER)
    referral, option = begin(actor, option_id, "accept", version=version, side=Side.SENDER)
    if TrialOption.objects.filter(referral=referral, state=OptionState.ACCEPTED).exists():
        raise Refused("Another trial is chosen already; it has to be given up first.", code="chosen_already")
    return move(actor, referral, option, "accept")


def decline(actor: Actor, option_id: UUID, *, version: int, reason: str) -> TrialOption:
    require(actor, Permission.ANSWER)
    referral, option = begin(actor, option_id, "decline", version=version, side=Side.SENDER)
    return move(actor, referral, option, "decline", reason=why(reason))


def withdraw(actor: Actor, option_id: UUID, *, version: int, reason: str) -> TrialOption:
    """The center takes it back: the cohort is full, the trial is paused, the patient no longer fits."""
    require(actor, Permission.OFFER)
    referral, option = begin(actor, option_id, "withdraw", version=version, side=Side.RECEIVER)
    return move(actor, referral, option, "withdraw", reason=why(reason))


def why(reason: str) -> str:
    if not reason.strip():
        raise Refused("Say why in a few words; both sides read it.", field="reason", code="reason_needed")
    return reason.strip()[:500]
