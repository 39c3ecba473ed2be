"""What every page about a journey shows around its own: patient banner, the plan's name, and the way back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.ui.parts import Banner
from referrals.models import Journey
from referrals.page import fetch
from referrals.page.screen import over
from referrals.pathway.road import Road
from referrals.states import Side


@dataclass(frozen=True)
class Frame:
    journey: Journey
    banner: Banner
    plan: str
    href: str
    is_center: bool


def frame(actor: Actor, current: Road) -> Frame:
    journey = current.journey
    return Frame(
        journey=journey,
        banner=over(actor, fetch.patient_of(actor, journey.patient_id)),
        plan=f"{current.protocol.title} · version {current.protocol.version}",
        href=reverse("pathway:journey", args=[journey.pk]),
        is_center=journey.side_of(actor) == Side.RECEIVER,
    )


def zone_of(actor: Actor) -> ZoneInfo:
    return ZoneInfo(actor.place.time_zone if actor.place else "UTC")


def today_of(actor: Actor) -> date:
    return timezone.localdate(timezone=zone_of(actor))
