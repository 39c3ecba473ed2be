"""Every place in the rail and the menu leads somewhere: nobody is shown a door that is closed to them."""

from __future__ import annotations

import pytest

from tests.cast import Cast
from tests.house.world import WHO, client_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("who", [who for who in WHO if who != "nobody"])
def test_every_place_opens(cast: Cast, who: str) -> None:
    client = client_of(cast, who)
    shell = client.get("/account/").context["shell"]
    places = [*shell.places, *shell.more, *shell.own]
    closed = {place.href: status for place in places if (status := client.get(place.href).status_code) not in (200, 302)}
    assert len(places) >= 2
    assert closed == {}


@pytest.mark.parametrize("who", [who for who in WHO if who != "nobody"])
def test_the_way_in_leads_to_a_page(cast: Cast, who: str) -> None:
    answer = client_of(cast, who).get("/", follow=True)
    assert answer.status_code == 200
