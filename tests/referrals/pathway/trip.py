"""Journeys for tests: protocols loaded as the product loads them, a referral taken to a stage, and short hands for the verbs."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from carecoord.access.actor import acting
from referrals.models import Anchor, Journey, JourneyStep, ProtocolVersion
from referrals.pathway import verbs
from referrals.pathway.protocol import Field, FieldKind
from referrals.states import Stage
from tests.cast import Cast
from tests.referrals import desk
from tests.referrals.pathway.protocols import entries, shipped
from tests.truth import truth

TWO = 2  # people match an identity
CILTA, IDE = "mm-cilta-cel-us", "mm-ide-cel-us"


def protocol(name: str = CILTA) -> ProtocolVersion:
    """The shipped file as a row."""
    values = entries(name)
    with truth():
        row, _ = ProtocolVersion.objects.get_or_create(code=values["code"], version=values["version"], defaults=values)
    return row


def started(cast: Cast, *, stage: Stage = Stage.ACCEPTED, name: str = CILTA, who: str = "bo") -> Journey:
    """A journey of Denise at Lakeside, begun by the coordinator."""
    referral = desk.at(cast, stage)
    with acting(cast.actor(who)) as actor:
        return verbs.start(actor, referral.pk, protocol=protocol(name).pk)


def now(journey: Journey) -> Journey:
    with truth():
        return Journey.objects.select_related("protocol", "referral", "patient", "practice", "center").get(pk=journey.pk)


def step(journey: Journey, code: str, *, occurrence: int = 1, series: int = 0, attempt: int | None = None) -> JourneyStep:
    with truth():
        rows = JourneyStep.objects.filter(journey=journey, code=code, occurrence=occurrence, series=series).order_by("-attempt")
        return rows.filter(attempt=attempt).get() if attempt else rows[0]


def days(journey: Journey) -> dict[str, date]:
    with truth():
        return {row.code: row.on for row in Anchor.objects.filter(journey=journey) if row.on}


def anchor(journey: Journey, code: str) -> Anchor:
    with truth():
        return Anchor.objects.get(journey=journey, code=code)


def do(cast: Cast, who: str, verb: str, journey: Journey, *args: Any, **values: Any) -> Any:
    """A verb of the journey itself, with its version as it is now."""
    with acting(cast.actor(who)) as actor:
        return getattr(verbs, verb)(actor, journey.pk, *args, version=now(journey).version, **values)


def on_step(cast: Cast, who: str, verb: str, row: JourneyStep, **values: Any) -> JourneyStep:
    """A verb of one step, with its version as it is now."""
    with truth():
        version = JourneyStep.objects.get(pk=row.pk).version
    with acting(cast.actor(who)) as actor:
        return getattr(verbs, verb)(actor, row.journey_id, row.pk, version=version, **values)  # type: ignore[no-any-return]  # by name


def answers(code: str, name: str = CILTA, **given: object) -> dict[str, object]:
    """Something for every required field with which the step is done, and what the test gives."""
    step = shipped(name).step(code)
    plain = {field.name: something(field) for field in step.fields if field.is_required}
    return {one: "no" if f"{one}=yes" in step.open_on else value for one, value in plain.items()} | given


def something(field: Field) -> object:
    plain = {FieldKind.YES_NO: "yes", FieldKind.DATE: timezone.localdate().isoformat(), FieldKind.TEXT: "as told"}
    if field.kind is FieldKind.NUMBER:
        return field.lowest or 1
    return plain.get(field.kind) or field.choices[0][0]


def force(journey: Journey, code: str, **answers: object) -> None:
    """Write a step as done with these answers, behind the verbs' back: for tests of what comes after."""
    with truth():
        reach(journey, code)
        row = JourneyStep.objects.filter(journey=journey, code=code).order_by("-attempt", "occurrence")[0]
        JourneyStep.objects.filter(pk=row.pk).update(state="done", done_on=timezone.localdate(), answers=answers)


def reach(journey: Journey, *codes: str) -> None:
    """Make these steps ready whatever comes first: for tests of one step, not of the order."""
    with truth():
        JourneyStep.objects.filter(journey=journey, code__in=codes, state="blocked").update(state="ready")


def soon(count: int) -> date:
    return timezone.localdate() + timedelta(days=count)
