"""A medical director approves items as they read: one by one or many; a changed text is a draft again."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import DatabaseError, transaction

from carecoord.access.actor import acting
from carecoord.access.errors import NotAllowed, Refused
from carecoord.audit.models import Event
from referrals.models import ItemApproval, ProtocolVersion
from referrals.pathway import items
from referrals.pathway.verbs import protocols as verbs
from tests.cast import Cast
from tests.referrals.pathway.protocols import CILTA, directed, kept, loaded, shipped, shipped_version
from tests.truth import truth

pytestmark = pytest.mark.django_db
VERSION = shipped_version()
FOUND = items.items(shipped(CILTA))


@pytest.fixture
def version(cast: Cast) -> ProtocolVersion:
    directed(cast)
    return loaded()


def approve(cast: Cast, *codes: str, who: str = "chen", version: int = VERSION) -> list[ItemApproval]:
    wanted = {code: FOUND[code].sha256 for code in codes}
    with acting(cast.actor(who)) as actor:
        return verbs.approve_items(actor, code=CILTA, version=version, wanted=wanted)


def test_every_kind_of_item_can_be_approved(cast: Cast, version: ProtocolVersion) -> None:
    codes = ["steps.stay_near", "gates.G3", "branches.F18", "washouts.steroid", "anchors.D0"]
    rows = approve(cast, *codes)
    assert sorted(row.item for row in rows) == sorted(codes)
    assert {(row.center, row.approved_by) for row in rows} == {(cast.organizations["lakeside"], cast.chen)}
    with truth():
        assert Event.objects.get(action="approve protocol items").fields == sorted(codes)


def test_an_item_that_changed_is_a_draft_again_and_the_rest_stays_approved(cast: Cast, version: ProtocolVersion) -> None:
    approve(cast, "steps.stay_near", "steps.no_driving")
    protocol = shipped(CILTA)
    steps = tuple(replace(step, note="Another") if step.code == "stay_near" else step for step in protocol.steps)
    kept(replace(protocol, version=VERSION + 1, steps=steps))
    now = items.items(replace(protocol, steps=steps))
    held = items.approvals(cast.organizations["lakeside"].pk, CILTA)
    assert ("steps.no_driving", now["steps.no_driving"].sha256) in held
    assert ("steps.stay_near", now["steps.stay_near"].sha256) not in held
    with pytest.raises(Refused, match="does not read as it did when you opened the page"):
        approve(cast, "steps.stay_near", version=VERSION + 1)


def test_what_still_waits(cast: Cast, version: ProtocolVersion) -> None:
    approve(cast, "gates.G3", "steps.stay_near")
    waiting = items.drafts(shipped(CILTA), cast.organizations["lakeside"].pk)
    assert set(FOUND) - waiting == {"gates.G3", "steps.stay_near"}
    assert items.drafts(shipped(CILTA), cast.organizations["summit"].pk) == set(FOUND)


def test_twice_and_none(cast: Cast, version: ProtocolVersion) -> None:
    approve(cast, "gates.G3")
    with pytest.raises(Refused, match="All of this is approved already"):
        approve(cast, "gates.G3")
    assert [row.item for row in approve(cast, "gates.G3", "gates.G4")] == ["gates.G4"]
    with pytest.raises(Refused, match="Choose at least one item"):
        approve(cast)


def test_an_item_nobody_defines_is_refused_with_all_the_others(cast: Cast, version: ProtocolVersion) -> None:
    with acting(cast.actor("chen")) as chen, pytest.raises(Refused):
        verbs.approve_items(chen, code=CILTA, version=VERSION, wanted={"gates.G3": FOUND["gates.G3"].sha256, "gates.G9": "x"})
    assert not ItemApproval.objects.exists()


@pytest.mark.parametrize("who", ["bo", "nan", "dee", "ana", "ida", "pat"])
def test_who_may_not(cast: Cast, version: ProtocolVersion, who: str) -> None:
    with pytest.raises(NotAllowed):
        approve(cast, "gates.G3", who=who)


def test_approvals_are_never_changed(cast: Cast, version: ProtocolVersion) -> None:
    approve(cast, "gates.G3")
    with acting(cast.actor("chen")), pytest.raises(DatabaseError), transaction.atomic():
        ItemApproval.objects.update(item="gates.G4")
    with acting(cast.actor("chen")), pytest.raises(DatabaseError), transaction.atomic():
        ItemApproval.objects.all().delete()
