"""A record that is open for an emergency alone: it says so on every page, offers nothing to write, and takes nothing."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from carecoord.access import verbs
from carecoord.access.actor import acting
from carecoord.access.models import BreakGlassReason, Scope
from tests.cast import Cast
from tests.house.world import client_of
from tests.patients.pages import fill
from tests.patients.rows import share

pytestmark = pytest.mark.django_db
PAGES = ("record", "results", "facts", "documents", "caregivers", "history")
SAYS = "Emergency access until"


@pytest.fixture
def dee(cast: Cast) -> Client:
    fill(cast, 1)
    with acting(cast.actor("dee")) as dee:
        verbs.break_glass(dee, cast.denise.pk, code=BreakGlassReason.EMERGENCY, reason="Brought in confused with high fever.")
    return client_of(cast, "dee")


@pytest.mark.parametrize("page", PAGES)
def test_every_page_says_so_and_offers_nothing_to_write(cast: Cast, dee: Client, page: str) -> None:
    text = dee.get(reverse(f"patients:{page}", args=[cast.denise.pk])).content.decode()
    assert SAYS in text
    assert "The privacy officer of Cedar Valley" in text
    main = text.split("<main")[1].split("</main>")[0]
    for word in ("Add a", "Correct", "Name and contact</a>", "Refer</button>", 'type="file"', 'method="post"'):
        assert word not in main, word


@pytest.mark.parametrize("page", ["edit", "death", "add_caregiver", "invite_patient"])
def test_forms_are_closed(cast: Cast, dee: Client, page: str) -> None:
    path = reverse(f"patients:{page}", args=[cast.denise.pk])
    assert (dee.get(path).status_code, dee.post(path).status_code) == (403, 403)


def test_a_chart_that_is_open_anyway_stays_open_to_write(cast: Cast, dee: Client) -> None:
    share(cast, Scope.PATHWAY, "summit")
    text = dee.get(reverse("patients:record", args=[cast.denise.pk])).content.decode()
    assert SAYS not in text
    assert "Add a line" in text
    assert dee.get(reverse("patients:edit", args=[cast.denise.pk])).status_code == 200
