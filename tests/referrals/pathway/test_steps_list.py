"""The list of steps: each organization's own work, what the other side has missed, who may open it, flat statements."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from carecoord.access.actor import Actor, acting
from carecoord.notifications import Kind
from carecoord.notifications.ladders import Due
from referrals.clock import day_end
from referrals.huddle import found as huddle
from referrals.models import Journey, JourneyStep
from referrals.pathway import climbed as climb
from referrals.pathway import due
from referrals.pathway.pages import due_list
from tests.cast import Cast
from tests.notifications.stage import as_worker_role
from tests.referrals.desk import statements, window
from tests.referrals.pathway import trip
from tests.truth import truth

pytestmark = pytest.mark.django_db


def make_late(journey: Journey, code: str) -> None:
    with truth():
        ago = timezone.now() - timedelta(days=3)
        JourneyStep.objects.filter(journey=journey, code=code, state="blocked").update(state="ready")
        JourneyStep.objects.filter(journey=journey, code=code).update(due_on=ago.date(), due_at=ago)


def text(cast: Cast, who: str, query: str = "") -> str:
    answer = window(cast, who).get(f"/journeys/steps/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_each_side_has_its_own(cast: Cast) -> None:
    journey = trip.started(cast)
    make_late(journey, "restaging")
    make_late(journey, "book_consult")
    practice, center = text(cast, "rae", "?tab=overdue"), text(cast, "bo", "?tab=overdue")
    assert "OKAFOR, Denise" in practice
    assert str(trip.step(journey, "restaging").pk) in practice
    assert str(trip.step(journey, "book_consult").pk) not in practice
    assert str(trip.step(journey, "book_consult").pk) in center


def test_missed_ones_are_seen_by_the_other_side(cast: Cast) -> None:
    journey = trip.started(cast)
    make_late(journey, "restaging")
    assert str(trip.step(journey, "restaging").pk) in text(cast, "bo", "?tab=theirs")
    assert str(trip.step(journey, "restaging").pk) not in text(cast, "rae", "?tab=theirs")


def test_mine(cast: Cast) -> None:
    journey = trip.started(cast)
    row = trip.step(journey, "book_consult")
    assert str(row.pk) not in text(cast, "bo", "?tab=mine")
    trip.on_step(cast, "bo", "claim", row)
    assert str(row.pk) in text(cast, "bo", "?tab=mine")


def test_strangers_see_nothing_of_it(cast: Cast) -> None:
    make_late(trip.started(cast), "restaging")
    for who in ("cy", "dee"):
        for tab in ("week", "overdue", "theirs", "all"):
            assert "OKAFOR" not in text(cast, who, f"?tab={tab}")
    assert window(cast, "pat").get("/journeys/steps/").status_code == 404
    assert window(cast, "uma").get("/journeys/steps/").status_code == 403


def test_an_unknown_view_is_refused(cast: Cast) -> None:
    assert window(cast, "bo").get("/journeys/steps/?tab=nonsense").status_code == 400
    assert window(cast, "bo").get("/journeys/steps/?after=damaged").status_code == 400


def test_pages_by_key(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    from referrals.pathway.pages import due_list

    journey = trip.started(cast)
    make_late(journey, "daily_monitoring")
    monkeypatch.setattr(due_list, "PAGE", 5)
    client, href = window(cast, "bo"), "?tab=overdue"
    seen: set[str] = set()
    while href:
        page = client.get(f"/journeys/steps/{href}").context["page"]
        rows = [row.href for group in page.groups for row in group.rows]
        assert not seen & set(rows)
        seen |= set(rows)
        href = page.next_href
    assert len(seen) >= 14


def test_as_many_statements_for_many_as_for_few(cast: Cast) -> None:
    journey = trip.started(cast)
    client = window(cast, "bo")
    make_late(journey, "registry")
    client.get("/journeys/steps/?tab=all")
    with statements() as few:
        client.get("/journeys/steps/?tab=all")
    make_late(journey, "daily_monitoring")
    make_late(journey, "verify_benefits")
    with statements() as many:
        client.get("/journeys/steps/?tab=all")
    assert len(few) == len(many)
    assert len(many) <= 20


class TestOneQuestion:
    """What the sweep tells as late, and what pages, the huddle and programs call overdue, due today and escalated, are the same steps."""

    WHO = ("rae", "ana", "bo", "chen", "nan")
    NOW = datetime(2026, 12, 2, 16, 30, tzinfo=UTC)  # a Wednesday, while sites are open

    def scattered(self, journey: Journey, seed: int) -> None:
        """Every other step that waits can be done, due anywhere from three weeks ago to next week."""
        pick = random.Random(seed)
        with truth():
            for row in JourneyStep.objects.filter(journey=journey).order_by("code", "series", "occurrence"):
                at = self.NOW + timedelta(minutes=pick.randrange(-21 * 1440, 7 * 1440))
                state = "ready" if row.state == "blocked" and pick.random() < 0.5 else row.state
                JourneyStep.objects.filter(pk=row.pk).update(state=state, due_on=at.date(), due_at=at)

    def swept(self) -> list[Due]:
        with as_worker_role(), acting(Actor(job="ladders")):
            return list(due.due_steps(self.NOW))

    def listed(self, cast: Cast, who: str, tab: due_list.Tab) -> set[UUID]:
        with acting(cast.actor(who)) as actor:
            climbed = climb.to(actor, self.NOW)
            return set(due_list.page(actor, tab, None, self.NOW, climbed).values_list("pk", flat=True))

    @pytest.mark.parametrize("seed", range(2))
    def test_sweep_pages_and_huddle(self, cast: Cast, seed: int) -> None:
        journey = trip.started(cast)
        self.scattered(journey, seed)
        found = self.swept()
        with truth():
            late = {row.pk: row.owner_org_id for row in JourneyStep.objects.overdue(self.NOW)}
        for who in self.WHO:
            place = cast.organizations[cast.homes[who]].pk
            overdue = self.listed(cast, who, due_list.Tab.OVERDUE)
            assert overdue == {pk for pk, owner in late.items() if owner == place}
            assert self.listed(cast, who, due_list.Tab.THEIRS) == set(late) - overdue
            told = {UUID(one.rope.split(":")[1]) for one in found if one.kind is Kind.PATHWAY_STEP_LATE and cast.users[who].pk in one.to}
            assert self.listed(cast, who, due_list.Tab.ESCALATED) == told & set(late), who
            with acting(cast.actor(who)) as actor:
                rows = huddle.steps_of(actor, self.NOW, day_end(self.NOW, "America/Chicago"))
            today = self.listed(cast, who, due_list.Tab.TODAY)
            assert {row["id"] for row in rows} == set(sorted(overdue | today, key=self.at)[: huddle.MOST])
        assert len(late) > 20

    def at(self, pk: UUID) -> tuple[datetime, UUID]:
        with truth():
            row = JourneyStep.objects.get(pk=pk)
        assert row.due_at
        return row.due_at, pk

    @pytest.mark.parametrize("tab", ["overdue", "today", "escalated", "theirs", "week"])
    def test_programs_get_the_page(self, cast: Cast, tab: str, monkeypatch: pytest.MonkeyPatch) -> None:
        self.scattered(trip.started(cast), 7)
        monkeypatch.setattr(timezone, "now", lambda: self.NOW)
        answer = window(cast, "bo").get(f"/api/v1/steps/?tab={tab}").json()
        assert [row["is_late"] for row in answer["results"]] == [
            datetime.fromisoformat(row["due_at"]) <= self.NOW for row in answer["results"]
        ]
        listed = self.listed(cast, "bo", due_list.Tab(tab))
        assert {UUID(row["id"]) for row in answer["results"]} == set(sorted(listed, key=self.at)[:50])
        assert (answer["next"] is None) == (len(listed) <= 50)
