"""Resources in Django admin: named and taken out of use by an administrator, who sees no booking and no patient."""

from __future__ import annotations

import pytest

from referrals.models import Resource
from tests.cast import Cast
from tests.house.world import client_of
from tests.slots import story
from tests.truth import truth

pytestmark = pytest.mark.django_db


def test_an_administrator_names_chairs(cast: Cast) -> None:
    ida, center = client_of(cast, "ida"), cast.organizations["lakeside"].pk
    sent = {"center": center, "kind": "chair", "name": "Chair 7", "product": "", "is_active": "on"}
    assert ida.post("/admin/referrals/resource/add/", sent).status_code == 302
    with truth():
        row = Resource.objects.get(name="Chair 7")
    assert ida.post(f"/admin/referrals/resource/{row.pk}/change/", {"name": "Chair 8"}).status_code == 302
    with truth():
        row.refresh_from_db()
    assert (row.name, row.is_active) == ("Chair 8", False)
    assert ida.get(f"/admin/referrals/resource/{row.pk}/delete/").status_code == 403


def test_nothing_of_a_patient_is_there(cast: Cast) -> None:
    story.free(story.resource(cast))
    ida = client_of(cast, "ida")
    pages = [ida.get(f"/admin/referrals/{name}/") for name in ("resource", "slotrules", "queuecriterion")]
    assert [page.status_code for page in pages] == [200, 200, 200]
    assert ida.get("/admin/referrals/booking/").status_code == 404
    assert ida.get("/admin/referrals/queuecriterion/add/").status_code == 403
