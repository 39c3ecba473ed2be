"""My road as a frozen screen, and who may see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from carecoord.access.actor import Actor
from carecoord.access.models import PersonalGrant, PersonalSource, ProxyScope
from carecoord.ui import dates
from carecoord.ui.parts import Side
from carecoord.ui.pieces import CallBox, Person, RoadStep
from patients.models import Patient
from referrals.models import Appointment, AppointmentState, Outcome, Referral
from referrals.road import plan
from referrals.road.plan import Coming
from referrals.road.words import STAGE_WORDS, STEPS, Here
from referrals.states import ENDED, Stage

ROAD_SCOPES = (ProxyScope.FULL, ProxyScope.LOGISTICS)


@dataclass(frozen=True)
class Road:
    """Everything the road page prints."""

    name: str
    is_mine: bool
    here: Here | None
    center: str
    practice: str
    next: tuple[tuple[str, str], ...]
    steps: tuple[RoadStep, ...]
    call: CallBox | None
    team: tuple[Person, ...]
    outcome: str
    others: tuple[str, ...]
    messages_href: str
    coming: tuple[Coming, ...] = ()
    rules: tuple[Coming, ...] = ()


def people_of(actor: Actor) -> dict[UUID, PersonalGrant]:
    """The records that are open to this person as patient or proxy."""
    rows = PersonalGrant.objects.active().filter(user_id=actor.user_id or 0).exclude(source=PersonalSource.BREAK_GLASS)
    return {row.patient_id: row for row in rows}


def chosen(actor: Actor, wanted: str) -> tuple[Patient, PersonalGrant]:
    """The patient whose road is shown: the one asked for, else oneself, else the first one cares for; 404 if there is none."""
    grants = people_of(actor)
    rows = {str(row.pk): row for row in Patient.objects.visible_to(actor).filter(pk__in=grants)}
    own = [key for key in rows if grants[UUID(key)].source == PersonalSource.SELF]
    key = wanted if wanted in rows else next(iter([*own, *rows]), "")
    if key not in rows or (wanted and wanted not in rows):
        raise Http404
    return rows[key], grants[UUID(key)]


def may_see_road(grant: PersonalGrant) -> bool:
    return grant.source == PersonalSource.SELF or bool(set(grant.scopes) & set(ROAD_SCOPES))


def referrals_of(actor: Actor, patient: Patient) -> list[Referral]:
    """Newest first, open ones before ended ones."""
    booked = Appointment.objects.filter(referral=OuterRef("pk"), state=AppointmentState.BOOKED)
    words = Outcome.objects.filter(referral=OuterRef("pk"), is_released_to_patient=True).order_by("-sent_at")
    rows = Referral.objects.visible_to(actor).filter(patient=patient).exclude(stage=Stage.ENTERED_IN_ERROR)
    rows = rows.select_related("from_org", "to_org", "from_owner", "to_owner", "decider").annotate(
        visit=Subquery(
            booked.values(value=JSONObject(at="at", zone="time_zone", site="site__name", video="is_telehealth", who="clinician__name"))[:1]
        ),
        plain_outcome=Subquery(words.values("patient_words")[:1]),
    )
    return list(rows.order_by("-is_open", "-submitted_at")[:10])


def build(actor: Actor, patient: Patient, grant: PersonalGrant, found: list[Referral]) -> Road:
    main: Any = found[0] if found else None
    running = plan.of(actor, patient) if main else None
    return Road(
        name=patient.given_name.split(" ")[0],
        is_mine=grant.source == PersonalSource.SELF,
        here=STAGE_WORDS[Stage(main.stage)] if main else None,
        center=main.center.name if main else "",
        practice=main.from_org.name if main else "",
        next=visit(main.visit) if main and main.visit else (),
        steps=running.steps if running else steps(main),
        coming=running.coming if running else (),
        rules=running.rules if running else (),
        call=call_box(main),
        team=team(main),
        outcome=main.plain_outcome or "" if main else "",
        others=tuple(row.center.name for row in found[1:] if row.is_open),
        messages_href=reverse("referrals:messages"),
    )


def visit(row: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    """What, when, where, who of the booked visit, on the clock it was booked in."""
    at = datetime.fromisoformat(row["at"]).astimezone(ZoneInfo(row["zone"]))
    where = _("By video") if row["video"] else row["site"] or _("Your team tells you")
    pairs = [(_("What"), _("Your first visit")), (_("When"), dates.patient_moment(at, zone=ZoneInfo(row["zone"]))), (_("Where"), where)]
    return tuple([*pairs, (_("Who"), row["who"])] if row["who"] else pairs)


def steps(main: Any) -> tuple[RoadStep, ...]:
    here = STAGE_WORDS[Stage(main.stage)].step if main else 1
    over = main is not None and Stage(main.stage) in ENDED
    out = []
    for number, (what, more) in enumerate(STEPS, 1):
        state = "done" if number < here else "here" if number == here and not over else "ahead"
        out.append(RoadStep(what, more, state=state))
    return tuple(out)


def call_box(main: Any) -> CallBox | None:
    """The number that is answered day and night: the center's once it knows the patient, else the practice's."""
    if main is None:
        return None
    opened = main.to_org if main.to_org and main.stage != Stage.SUBMITTED and main.to_org.urgent_phone else main.from_org
    phone = opened.urgent_phone or opened.phone
    if not phone:
        return None
    say = _("Call for fever of 100.4 °F (38 °C), chills, confusion, or new pain.")
    return CallBox(_("Feel sick? Call, day or night"), phone, say=say, href=reverse("education:signs"))


def team(main: Any) -> tuple[Person, ...]:
    if main is None:
        return ()
    rows = (
        (main.to_owner, _("Your nurse coordinator at %(place)s"), main.to_org, Side.CENTER),
        (main.decider, _("CAR-T doctor at %(place)s"), main.to_org, Side.CENTER),
        (main.from_owner, _("Coordinator at %(place)s"), main.from_org, Side.PRACTICE),
    )
    return tuple(
        Person(user.name, about % {"place": place.short_name}, side, phone=user.phone or place.phone)
        for user, about, place, side in rows
        if user
    )
