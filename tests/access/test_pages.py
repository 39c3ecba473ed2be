"""The pages of access, as people use them: emergency lookup and opening, review, restriction, care team."""

from __future__ import annotations

import pytest

from carecoord.access.models import BreakGlass, CareTeam, Restriction
from tests.cast import Cast
from tests.house.world import client_of, signed_in_afresh
from tests.truth import truth

pytestmark = pytest.mark.django_db
WHOM = {"family_name": "Okafor", "given_name": "Denise", "birth_on": "1961-06-02"}
WHY = {"code": "emergency", "reason": "Septic in the emergency department, practice closed."}


def test_an_emergency_from_search_to_review(cast: Cast) -> None:
    chen = signed_in_afresh(client_of(cast, "chen"), cast.chen)
    page = chen.post("/emergency/", WHOM).content.decode()
    assert "Cedar Valley Oncology" in page
    path = f"/emergency/{cast.denise.pk}/"
    assert path in page
    assert "20 characters" in chen.post(path, {"code": "other", "reason": "short"}).content.decode()
    opened = chen.post(path, WHY)
    assert (opened.status_code, opened.headers["Location"]) == (302, f"/patients/{cast.denise.pk}/")
    assert "OKAFOR" in chen.get(opened.headers["Location"]).content.decode()
    pia = client_of(cast, "pia")
    assert "Dr. Wei Chen" in pia.get("/emergency/reviews/").content.decode()
    with truth():
        row = BreakGlass.objects.get()
    pia.post(f"/emergency/reviews/{row.pk}/", {"finding": "Justified."})
    with truth():
        row.refresh_from_db()
    assert (row.finding, row.reviewed_by_id) == ("Justified.", cast.pia.pk)


def test_a_sign_in_older_than_five_minutes_is_asked_for_again_and_nothing_is_done(cast: Cast) -> None:
    chen = signed_in_afresh(client_of(cast, "chen"), cast.chen, ago=301)
    for path, data in (("/emergency/", WHOM), (f"/emergency/{cast.denise.pk}/", WHY)):
        response = chen.post(path, data)
        assert response.status_code == 302
        assert response.headers["Location"].startswith("/accounts/reauthenticate/")
    with truth():
        assert not BreakGlass.objects.exists()


def test_a_record_out_of_reach_is_not_there(cast: Cast) -> None:
    chen = signed_in_afresh(client_of(cast, "chen"), cast.chen)
    assert chen.post("/emergency/5f0f2b62-2c43-4a2c-8dcd-1f0b8f0f3d11/", WHY).status_code == 404


def test_restricting_and_the_care_team_on_the_page(cast: Cast) -> None:
    pia = client_of(cast, "pia")
    path = f"/patients/{cast.denise.pk}/access/"
    assert pia.post(f"{path}team/", {"user_id": cast.ana.pk}).status_code == 302
    assert pia.post(f"{path}restrict/", {"kind": "vip", "reason": "Works here."}).status_code == 302
    assert client_of(cast, "rae").get(path).status_code == 404
    assert "Works here." in client_of(cast, "ana").get(path).content.decode()
    with truth():
        restriction, place = Restriction.objects.get(), CareTeam.objects.get()
    assert pia.post(f"{path}restrictions/{restriction.pk}/lift/").status_code == 302
    assert client_of(cast, "rae").get(path).status_code == 200
    assert pia.post(f"{path}team/{place.pk}/leave/").status_code == 302
