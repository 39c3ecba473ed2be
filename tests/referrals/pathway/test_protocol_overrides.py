"""A center's own days: proposed, approved, taken back; never under the minimum; who may, when, twice, at the same moment."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from carecoord.access.actor import acting
from carecoord.access.errors import NotAllowed, Refused
from carecoord.audit.models import Event
from referrals.models import CenterOverride, ProtocolVersion
from referrals.pathway import compiled, items, overrides, plan, reading
from referrals.pathway.verbs import protocols as verbs
from tests.cast import Cast
from tests.referrals.pathway.protocols import CILTA, directed, loaded, shipped
from tests.truth import truth

pytestmark = pytest.mark.django_db


def today() -> date:
    return timezone.localdate()


def propose(cast: Cast, who: str = "bo", **entries: Any) -> CenterOverride:
    asked = {"code": CILTA, "version": shipped(CILTA).version, "step": "stay_near", "series": 0, "offset": 28, "effective_on": today()}
    with acting(cast.actor(who)) as actor:
        return verbs.propose_override(actor, **{**asked, "reason": "Distances are long", "source": "Policy 12", **entries})


def approve(cast: Cast, row: CenterOverride, who: str = "chen") -> CenterOverride:
    with acting(cast.actor(who)) as actor:
        return verbs.approve_override(actor, row.pk)


@pytest.fixture
def version(cast: Cast) -> ProtocolVersion:
    directed(cast)
    return loaded()


def days_near(version: ProtocolVersion, cast: Cast, center: str = "lakeside", on: date | None = None) -> int:
    protocol = compiled.for_center(version, cast.organizations[center].pk, on or today())
    return protocol.step("stay_near").due[0].at.offset


def test_it_counts_once_approved_and_for_this_center_alone(cast: Cast, version: ProtocolVersion) -> None:
    row = propose(cast)
    assert days_near(version, cast) == 14
    approve(cast, row)
    assert days_near(version, cast) == 28
    assert days_near(version, cast, "summit") == 14
    with truth():
        said = list(Event.objects.filter(object_type="referrals.centeroverride").values_list("action", flat=True).order_by("at"))
    assert said == ["propose override", "approve override"]


def test_what_was_written(cast: Cast, version: ProtocolVersion) -> None:
    row = approve(cast, propose(cast))
    row.refresh_from_db()
    assert (row.center, row.step, row.series, row.offset) == (cast.organizations["lakeside"], "stay_near", 0, 28)
    assert (row.set_by, row.approved_by, row.reason, row.source) == (cast.bo, cast.chen, "Distances are long", "Policy 12")
    assert row.approved_at is not None


def test_from_its_day_on(cast: Cast, version: ProtocolVersion) -> None:
    approve(cast, propose(cast, effective_on=today() + timedelta(days=5)))
    assert days_near(version, cast) == 14
    assert days_near(version, cast, on=today() + timedelta(days=5)) == 28


def test_the_newest_holds_and_taking_it_back_gives_the_older_one(cast: Cast, version: ProtocolVersion) -> None:
    approve(cast, propose(cast))
    newest = approve(cast, propose(cast, offset=21))
    assert days_near(version, cast) == 21
    with acting(cast.actor("chen")) as chen:
        verbs.withdraw_override(chen, newest.pk, reason="Back to four weeks")
    assert days_near(version, cast) == 28


def test_a_washout_can_be_longer(cast: Cast, version: ProtocolVersion) -> None:
    approve(cast, propose(cast, step="washout.anti_cd38", offset=28))
    protocol = compiled.for_center(version, cast.organizations["lakeside"].pk, today())
    assert next(one.days for one in protocol.washouts if one.drug_class == "anti_cd38") == 28


@pytest.mark.parametrize(
    ("entries", "says"),
    [
        ({"offset": 13}, "It cannot be less than 14: the protocol's minimum."),
        ({"offset": 14}, "The protocol says 14 already."),
        ({"step": "infusion"}, "A center cannot change this rule."),
        ({"step": "tea"}, "A center cannot change this rule."),
        ({"series": 7}, "A center cannot change this rule."),
        ({"series": -1}, "A center cannot change this rule."),
        ({"step": "washout.tea"}, "A center cannot change this rule."),
        ({"step": "washout.steroid", "offset": 2}, "It cannot be less than 3: the protocol's minimum."),
        ({"reason": " "}, "Say why your center does it another way."),
        ({"source": ""}, "Name what it rests on: a policy, a paper, a committee."),
        ({"effective_on": date(2020, 1, 1)}, "Choose today or a later day; plans of the past do not change."),
    ],
)
def test_what_cannot_be_proposed(cast: Cast, version: ProtocolVersion, entries: dict[str, Any], says: str) -> None:
    with pytest.raises(Refused, match=says):
        propose(cast, **entries)
    assert not CenterOverride.objects.exists()


@pytest.mark.parametrize("who", ["ana", "rae", "cy", "nan", "ida", "pat"])
def test_who_may_not_propose(cast: Cast, version: ProtocolVersion, who: str) -> None:
    with pytest.raises(NotAllowed):
        propose(cast, who)


@pytest.mark.parametrize("who", ["bo", "nan", "ana", "ida"])
def test_only_the_medical_director_approves(cast: Cast, version: ProtocolVersion, who: str) -> None:
    row = propose(cast)
    with pytest.raises(NotAllowed):
        approve(cast, row, who)


def test_the_director_of_another_center_finds_nothing(cast: Cast, version: ProtocolVersion) -> None:
    directed(cast, "summit", "dee")
    row = propose(cast)
    with pytest.raises(CenterOverride.DoesNotExist):
        approve(cast, row, "dee")


def test_a_director_named_at_a_place_where_they_no_longer_work(cast: Cast, version: ProtocolVersion) -> None:
    row = propose(cast)
    with truth():
        cast.chen.memberships.update(until=timezone.now())
    with pytest.raises(NotAllowed):
        approve(cast, row)


def test_twice(cast: Cast, version: ProtocolVersion) -> None:
    row = propose(cast)
    with pytest.raises(Refused, match="Bo Larsen proposed 28 for this rule; it waits for the medical director"):
        propose(cast, "chen", offset=21)
    approve(cast, row)
    with pytest.raises(Refused, match="approved already"):
        approve(cast, row)


def test_taking_back(cast: Cast, version: ProtocolVersion) -> None:
    row = propose(cast)
    with acting(cast.actor("bo")) as bo:
        with pytest.raises(Refused, match="Say why it is taken back"):
            verbs.withdraw_override(bo, row.pk, reason="")
        verbs.withdraw_override(bo, row.pk, reason="A slip")
    with pytest.raises(Refused, match="This was taken back"):
        approve(cast, row)
    approved = approve(cast, propose(cast))
    with acting(cast.actor("bo")) as bo, pytest.raises(NotAllowed):
        verbs.withdraw_override(bo, approved.pk, reason="A slip")


def test_the_database_lets_no_other_center_write(cast: Cast, version: ProtocolVersion) -> None:
    center = cast.organizations["lakeside"]
    row = {"center": center, "protocol_code": CILTA, "step": "stay_near", "offset": 28, "effective_on": today(), "set_by": cast.dee}
    with acting(cast.actor("dee")), pytest.raises(DatabaseError), transaction.atomic():
        CenterOverride.objects.create(**row, reason="x", source="x")


def test_an_override_under_a_minimum_that_rose_is_left_out() -> None:
    protocol = shipped(CILTA)
    assert overrides.laid_over(protocol, [overrides.Own("stay_near", 0, 13)]) == protocol
    assert overrides.laid_over(protocol, [overrides.Own("tea", 0, 13)]) == protocol


@pytest.mark.parametrize("name", reading.names())
def test_each_number_changes_its_own_rule_and_no_other(name: str) -> None:
    protocol = shipped(name)
    rules = [(step.code, series) for step in protocol.steps for series in range(len(step.due))]
    rules += [(overrides.WASHOUT + one.drug_class, 0) for one in protocol.washouts]
    free = [rule for one in rules if (rule := overrides.changeable(protocol, *one))]
    assert len(free) >= 20
    before = items.items(protocol)
    for rule in free:
        longer = overrides.laid_over(protocol, [overrides.Own(rule.step, rule.series, rule.offset + 9)])
        assert {code for code, item in items.items(longer).items() if item.sha256 != before[code].sha256} == {item_of(rule)}
        changed = overrides.changeable(longer, rule.step, rule.series)
        assert changed is not None
        assert (changed.offset, changed.least) == (rule.offset + 9, rule.least)
        if rule.least:
            assert overrides.laid_over(protocol, [overrides.Own(rule.step, rule.series, rule.least - 1)]) == protocol


def item_of(rule: overrides.Changeable) -> str:
    return rule.step.replace("washout.", "washouts.") if rule.step.startswith("washout.") else f"steps.{rule.step}"


@pytest.mark.django_db(transaction=True)
def test_many_approve_at_once(cast: Cast) -> None:
    directed(cast)
    loaded()
    row = propose(cast)
    start = threading.Barrier(8)

    def try_it(_: int) -> str:
        start.wait(30)
        try:
            approve(cast, row)
        except Refused:
            return "refused"
        finally:
            connection.close()
        return "approved"

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(try_it, range(8))) == ["approved", *["refused"] * 7]
    with truth():
        assert Event.objects.filter(action="approve override").count() == 1


@pytest.mark.django_db(transaction=True)
def test_many_propose_at_once(cast: Cast) -> None:
    directed(cast)
    loaded()
    start = threading.Barrier(8)

    def try_it(number: int) -> str:
        start.wait(30)
        try:
            propose(cast, offset=20 + number)
        except Refused:
            return "refused"
        finally:
            connection.close()
        return "proposed"

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(try_it, range(8))) == ["proposed", *["refused"] * 7]
    assert CenterOverride.objects.count() == 1


def test_the_plan_of_a_date_can_be_the_centers_own(cast: Cast, version: ProtocolVersion) -> None:
    """A date that nobody has set follows its leader by the center's own days; what hangs on it follows too."""
    approve(cast, propose(cast, step="anchor.APH", offset=28))
    center = cast.organizations["lakeside"].pk
    own = plan.projected(compiled.for_center(version, center, today()), {"SLOT": plan.Fix(date(2027, 3, 1))})
    whole = plan.projected(compiled.protocol_of(version), {"SLOT": plan.Fix(date(2027, 3, 1))})
    assert (own["APH"].on, whole["APH"].on) == (date(2027, 3, 29), date(2027, 3, 15))
    assert own["D0"].on > whole["D0"].on


@pytest.mark.parametrize(("anchor", "offset"), [("D0", 3), ("APH", 2), ("SHIP", 5), ("REF", 5)])
def test_never_under_the_least_of_a_date_nor_where_it_has_none(cast: Cast, version: ProtocolVersion, anchor: str, offset: int) -> None:
    with pytest.raises(Refused) as refused:
        propose(cast, step=f"anchor.{anchor}", offset=offset)
    assert refused.value.field == "offset"
