"""What a request costs the database: a fixed number of statements, the same at 1 and at 50 rows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from tests.cast import Cast
from tests.referrals import desk, story
from tests.referrals.desk import statements, window

pytestmark = pytest.mark.django_db


def cost(cast: Cast, who: str, path: str) -> list[str]:
    """The statements of a second visit; the first fills what a process reads once."""
    client = window(cast, who)
    assert client.get(path).status_code == 200
    with statements() as sent:
        assert client.get(path).status_code == 200
    return sent


@pytest.mark.parametrize(("path", "most"), [("/worklist/", 8), ("/api/v1/referrals/", 6)])
def test_lists_cost_the_same_at_1_and_50_rows(cast: Cast, path: str, most: int) -> None:
    desk.referrals(cast, 1)
    one = cost(cast, "bo", path)
    desk.referrals(cast, 49, first=1)
    fifty = cost(cast, "bo", path)
    assert len(fifty) == len(one), "\n".join(fifty)
    assert len(fifty) <= most, "\n".join(fifty)


def test_a_worklist_of_50_rows_is_at_most_60_kb(cast: Cast) -> None:
    desk.referrals(cast, 51)
    page = window(cast, "bo").get("/worklist/?tab=all").content
    assert page.count(b'class="row"') == 50
    assert len(page) <= 60_000


@pytest.mark.parametrize("who", ["rae", "bo"])
def test_a_referral_page(cast: Cast, who: str) -> None:
    referral = story.accepted(cast)
    few = cost(cast, who, reverse("referrals:referral", args=[referral.pk]))
    assert len(few) <= 12, "\n".join(few)


def accept(cast: Cast, referral: Any) -> list[str]:
    client = window(cast, "chen")
    path = reverse("referrals:do", args=[referral.pk, "accept"])
    assert client.get(path).status_code == 200
    by = (story.TODAY() + timedelta(days=9)).isoformat()
    with statements() as sent:
        answer = client.post(path, {"version": referral.version, "urgency": "routine", "consult_by": by})
    assert answer.status_code == 302
    return sent


def test_accepting(cast: Cast) -> None:
    sent = accept(cast, story.received(cast))
    assert len(sent) <= 18, "\n".join(sent)  # each of the two notices asks once what its recipients chose
