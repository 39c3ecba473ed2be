"""The tabs and acts over a record. Rooms above add theirs in `AppConfig.ready`, since this one cannot know them.

    tabs.register(tabs.Tab("Pathway", "referrals:pathway", order=20))
    tabs.register_act(tabs.Act("Refer", "referrals:new", "refer", primary=True))

Room: patients. A tab's URL takes `patient_id`; an act is a form that posts `patient` and a `key` to its URL.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.urls import reverse

from carecoord.access.actor import Actor
from carecoord.access.permissions import may
from carecoord.ui import parts, pieces
from patients.permissions import Permission


def anybody(actor: Actor) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Tab:
    """`needs_chart` leaves it out for organizations that see the header only."""

    label: str
    url: str
    order: int = 50
    needs_chart: bool = True
    allowed: Callable[[Actor], bool] = anybody


@dataclass(frozen=True, slots=True)
class Act:
    """A button that posts: two presses of one page carry one `key`."""

    label: str
    url: str
    icon: str = ""
    primary: bool = False
    allowed: Callable[[Actor], bool] = anybody


TABS: dict[str, Tab] = {}
ACTS: dict[str, Act] = {}


def register(tab: Tab) -> None:
    TABS[tab.url] = tab


def register_act(act: Act) -> None:
    ACTS[act.url] = act


def over(actor: Actor, patient_id: UUID, *, current: str, opens_chart: bool) -> tuple[pieces.Tab, ...]:
    shown = [tab for tab in TABS.values() if tab.allowed(actor) and (opens_chart or not tab.needs_chart)]
    ordered = sorted(shown, key=lambda tab: tab.order)
    return tuple(pieces.Tab(tab.label, reverse(tab.url, kwargs={"patient_id": patient_id}), current=tab.url == current) for tab in ordered)


def acts(actor: Actor, patient_id: UUID) -> tuple[parts.Button, ...]:
    return tuple(
        parts.Button(
            act.label,
            reverse(act.url),
            act.icon,
            "primary" if act.primary else "quiet",
            post=True,
            fields=(("patient", str(patient_id)), ("key", str(uuid4()))),
        )
        for act in ACTS.values()
        if act.allowed(actor)
    )


def reads(actor: Actor) -> bool:
    """Privacy officers look after access and read no chart."""
    return may(actor, Permission.VIEW_RECORD)


for built_in in (
    Tab("Summary", "patients:record", order=10, needs_chart=False, allowed=reads),
    Tab("Results", "patients:results", order=30, allowed=reads),
    Tab("Facts", "patients:facts", order=35, allowed=reads),
    Tab("Tools", "patients:tools", order=38, allowed=reads),
    Tab("Documents", "patients:documents", order=40, allowed=reads),
    Tab("Caregivers", "patients:caregivers", order=60, allowed=reads),
    Tab("History", "patients:history", order=85, allowed=reads),
    Tab("Who looked", "audit:patient", order=90, needs_chart=False),
    Tab("Access", "access:who_may", order=95, needs_chart=False),
):
    register(built_in)
