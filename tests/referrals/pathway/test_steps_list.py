"""The list of steps: each organization's own work, what the other side has missed, who may open it, flat statements."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from referrals.models import Journey, JourneyStep
from tests.cast import Cast
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
