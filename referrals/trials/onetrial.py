"""The page of one trial as values: what it is, how fresh the record is, its sites by distance, what is compared and what only words say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from carecoord.access.actor import Actor
from carecoord.access.permissions import may
from carecoord.interop.zips import coordinates
from carecoord.ui.dates import staff_day
from carecoord.ui.parts import Fact, Tag, Tone
from carecoord.ui.pieces import Said
from referrals.models import Trial, TrialCriteria, TrialSite
from referrals.selection.criteria import said
from referrals.trials.listing import days_since, status_tag
from referrals.trials.permissions import Permission
from referrals.trials.rules import Rules, rules_of
from referrals.trials.sites import whole, with_miles
from referrals.trials.states import CriteriaState

NEAR = 12  # sites shown before the others unfold
MOST_SITES = 600


@dataclass(frozen=True, slots=True)
class Site:
    name: str
    where: str
    tag: Tag
    miles: int | None
    contacts: tuple[dict[str, str], ...]


@dataclass(frozen=True, slots=True)
class Page:
    trial: Trial
    tag: Tag
    fresh: str
    warning: Said | None
    facts: tuple[Fact, ...]
    near: tuple[Site, ...]
    far: tuple[Site, ...]
    zip: str
    is_known: bool
    rules: Rules
    compared: tuple[str, ...]
    draft: TrialCriteria | None
    history: tuple[TrialCriteria, ...]
    may_write: bool
    may_approve: bool


def build(actor: Actor, trial: Trial, *, place: str) -> Page:
    start = coordinates(place) if place else None
    rows = with_miles(TrialSite.objects.filter(trial=trial).select_related("trial"), start)[:MOST_SITES]
    sites = tuple(site(one) for one in rows)
    (mine,) = rules_of(actor, [trial])
    written = list(TrialCriteria.objects.visible_to(actor).filter(trial=trial).select_related("center", "drafted_by", "approved_by"))
    draft = next((one for one in written if one.state == CriteriaState.DRAFT), None)
    return Page(
        trial=trial,
        tag=status_tag(trial.status),
        fresh=fresh(trial),
        warning=warning(trial),
        facts=tuple(facts(trial)),
        near=sites[:NEAR],
        far=sites[NEAR:],
        zip=place,
        is_known=start is not None or not place,
        rules=mine,
        compared=tuple(said(one) for one in mine.criteria),
        draft=draft,
        history=tuple(one for one in written if one.state != CriteriaState.DRAFT),
        may_write=may(actor, Permission.WRITE),
        may_approve=may(actor, Permission.APPROVE) and draft is not None and draft.drafted_by_id != actor.user_id,
    )


def site(one: Any) -> Site:
    own = one.status or one.trial.status
    where = ", ".join(bit for bit in (one.city, one.state, one.country if one.country != "United States" else "") if bit)
    return Site(one.facility, where, status_tag(own), whole(one.miles), tuple(one.contacts))


def fresh(trial: Trial) -> str:
    """When we read it, from where, and when the registry last changed it."""
    days = days_since(trial.read_at)
    when = {0: "today", 1: "yesterday"}.get(days, f"{days} days ago")
    changed = f"; the registry changed it on {staff_day(trial.updated_on)}" if trial.updated_on else ""
    return f"Read {when} from {trial.source_name or 'a file'} ({trial.get_source_display()}){changed}."


def warning(trial: Trial) -> Said | None:
    """What a reader must know before relying on it."""
    if trial.is_stale:
        return Said("This record is old.", "Ask the registry or the site whether the trial still takes patients.", Tone.YOU)
    if trial.source != "registry":
        return Said("This is not the registry's own record.", "Sites and limits of age may be missing.", Tone.YOU)
    return None


def facts(trial: Trial) -> list[Fact]:
    ages = age_words(trial)
    given = [
        ("Phase", ", ".join(trial.phases) or "not told"),
        ("Conditions", ", ".join(trial.conditions[:8]) or "not told"),
        ("What is given", "; ".join(trial.interventions[:8]) or "not told"),
        ("Who may take part", f"{ages}; {trial.get_only_sex_display().lower() or 'sex not told'}"),
        ("Sponsor", trial.sponsor or "not told"),
        ("From, to", " to ".join(bit for bit in (trial.starts, trial.completes) if bit) or "not told"),
        ("Planned number", str(trial.enrollment) if trial.enrollment else "not told"),
    ]
    if trial.why_stopped:
        given.append(("Why it stopped", trial.why_stopped))
    return [Fact(name, value) for name, value in given]


def age_words(trial: Trial) -> str:
    least, most = number(trial.least_age), number(trial.most_age)
    if least and most:
        return f"{least} to {most} years"
    return f"{least} years and older" if least else f"up to {most} years" if most else "age not told"


def number(value: Any) -> str:
    return f"{value.normalize():f}" if value is not None else ""
