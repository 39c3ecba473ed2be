"""Restricting, care teams, emergency access and its review: it works, who may not, when it may not, twice, what was written."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.db.utils import DatabaseError

from carecoord.access import pages, verbs
from carecoord.access.actor import acting
from carecoord.access.errors import NotAllowed, Refused
from carecoord.access.models import BreakGlass, BreakGlassReason, CareTeam, Restriction, RestrictionKind
from carecoord.accounts.models import Partnership
from carecoord.audit.models import Event
from carecoord.notifications.models import Notification
from patients.models import Diagnosis, Patient
from tests.cast import Cast
from tests.truth import truth

pytestmark = pytest.mark.django_db
WHY = "Septic in the emergency department, practice closed."


def told() -> list[str]:
    with truth():
        return list(Event.objects.order_by("at").values_list("action", flat=True))


def break_it(cast: Cast, who: str = "chen") -> BreakGlass:
    with acting(cast.actor(who)) as actor:
        return verbs.break_glass(actor, cast.denise.pk, code=BreakGlassReason.EMERGENCY, reason=WHY)


def count(cast: Cast, who: str) -> int:
    with acting(cast.actor(who)) as actor:
        seen = Patient.objects.count()
        assert seen == Patient.objects.visible_to(actor).count()
        return seen


def test_a_privacy_officer_restricts_and_lifts(cast: Cast) -> None:
    with acting(cast.actor("pia")) as pia:
        row = verbs.restrict(pia, cast.denise.pk, kind=RestrictionKind.VIP, reason="Works here.")
    assert [count(cast, who) for who in ("rae", "pia", "pat")] == [0, 1, 1]
    with acting(cast.actor("pia")) as pia:
        with pytest.raises(Refused):
            verbs.restrict(pia, cast.denise.pk, kind=RestrictionKind.VIP, reason="Again.")
        verbs.lift(pia, row.pk)
        with pytest.raises(Refused):
            verbs.lift(pia, row.pk)
    assert count(cast, "rae") == 1
    assert told() == ["access.restrict", "access.lift_restriction"]


def test_others_may_not_restrict_or_lift(cast: Cast) -> None:
    with acting(cast.actor("rae")) as rae, pytest.raises(NotAllowed):
        verbs.restrict(rae, cast.denise.pk, kind=RestrictionKind.VIP, reason="x")
    with truth():
        Restriction.objects.create(patient_id=cast.denise.pk, kind=RestrictionKind.PART2, reason="x")
    with acting(cast.actor("rae")):
        assert Restriction.objects.update(lifted_at="2026-01-01T00:00:00Z") == 0


def test_the_care_team_keeps_a_restricted_record(cast: Cast) -> None:
    with acting(cast.actor("pia")) as pia:
        verbs.restrict(pia, cast.denise.pk, kind=RestrictionKind.VIP, reason="Works here.")
        place = verbs.join_team(pia, cast.denise.pk, user_id=cast.ana.pk)
        with pytest.raises(Refused):
            verbs.join_team(pia, cast.denise.pk, user_id=cast.ana.pk)
        with pytest.raises(Refused):
            verbs.join_team(pia, cast.denise.pk, user_id=cast.bo.pk)
    assert (count(cast, "ana"), count(cast, "rae")) == (1, 0)
    with acting(cast.actor("rae")) as rae, pytest.raises(CareTeam.DoesNotExist):
        verbs.join_team(rae, cast.denise.pk, user_id=cast.rae.pk)
    with acting(cast.actor("ana")) as ana:
        verbs.leave_team(ana, place.pk)
    assert count(cast, "ana") == 0


def test_emergency_access_opens_the_record_to_read_and_tells_everybody(cast: Cast) -> None:
    with truth():
        Diagnosis.objects.create(patient=cast.denise)
    assert count(cast, "chen") == 0
    row = break_it(cast)
    assert (row.custodian_id, row.organization_id) == (cast.organizations["cedar"].pk, cast.organizations["lakeside"].pk)
    assert timedelta(hours=3, minutes=59) < row.grant.ends_at - row.at <= timedelta(hours=4, seconds=1)  # type: ignore[operator]  # it ends
    with acting(cast.actor("chen")) as chen:
        assert Patient.objects.chart_of(chen).count() == Diagnosis.objects.count() == 1
        assert Patient.objects.update(phone="555-0100") == 0
        with pytest.raises(DatabaseError), transaction.atomic():
            Diagnosis.objects.create(patient=cast.denise)
    assert (count(cast, "bo"), count(cast, "nan")) == (0, 0)
    with truth():
        notices = set(Notification.objects.values_list("recipient_id", "kind"))
    assert notices == {(cast.pia.pk, "access.break_glass"), (cast.pat.pk, "person.record_opened")}
    assert told() == ["access.break_glass"]


def test_emergency_access_ends_to_the_second_and_belongs_to_the_acting_organization(cast: Cast) -> None:
    row = break_it(cast)
    elsewhere = cast.actor("chen")
    elsewhere.organization_id = None
    with acting(elsewhere):
        assert Patient.objects.count() == 0
    with truth():
        row.grant.ends_at = row.at
        row.grant.save(update_fields=["ends_at"])
    assert count(cast, "chen") == 0


def test_inside_the_custodian_it_opens_a_restricted_record_to_read_only(cast: Cast) -> None:
    with acting(cast.actor("pia")) as pia:
        verbs.restrict(pia, cast.denise.pk, kind=RestrictionKind.VIP, reason="Works here.")
    break_it(cast, "ana")
    assert count(cast, "ana") == 1
    with acting(cast.actor("ana")):
        assert Patient.objects.update(phone="555-0100") == 0
        with pytest.raises(DatabaseError), transaction.atomic():
            CareTeam.objects.create(patient_id=cast.denise.pk, organization=cast.organizations["cedar"], user=cast.ana)


def test_no_partnership_no_emergency_access_and_no_hint(cast: Cast) -> None:
    with truth():
        Partnership.objects.filter(center=cast.organizations["lakeside"]).update(until_on="2020-01-02", since_on="2020-01-01")
    with pytest.raises(BreakGlass.DoesNotExist):
        break_it(cast)
    with acting(cast.actor("chen")) as chen:
        assert verbs.find_in_emergency(chen, family_name="Okafor", given_name="Denise", birth_on=date(1961, 6, 2)) == []


@pytest.mark.parametrize("who", ["bo", "nan", "pia", "uma"])
def test_only_clinicians(cast: Cast, who: str) -> None:
    with pytest.raises(NotAllowed):
        break_it(cast, who)


def test_a_short_reason_is_refused(cast: Cast) -> None:
    with acting(cast.actor("chen")) as chen, pytest.raises(Refused):
        verbs.break_glass(chen, cast.denise.pk, code=BreakGlassReason.OTHER, reason="emergency")


def test_the_lookup_is_exact_logged_and_ten_an_hour(cast: Cast) -> None:
    with acting(cast.actor("chen")) as chen:
        found = verbs.find_in_emergency(chen, family_name="okafor", given_name="Denise ", birth_on=date(1961, 6, 2))
        assert [match.patient_id for match in found] == [cast.denise.pk]
        for names in (("Okaf", "Denise"), ("Okafor", "D"), ("Okafor%", "Denise")):
            assert verbs.find_in_emergency(chen, family_name=names[0], given_name=names[1], birth_on=date(1961, 6, 2)) == []
        assert verbs.find_in_emergency(chen, family_name="Okafor", given_name="Denise", birth_on=date(1961, 6, 3)) == []
        for _ in range(5):
            verbs.find_in_emergency(chen, family_name="Nobody", given_name="Here", birth_on=date(1961, 6, 3))
        with pytest.raises(Refused) as refusal:
            verbs.find_in_emergency(chen, family_name="Okafor", given_name="Denise", birth_on=date(1961, 6, 2))
    assert refusal.value.code == "too_many"
    assert told() == ["access.emergency_lookup"] * 10


def test_review_by_the_custodians_officer_once(cast: Cast) -> None:
    row = break_it(cast)
    with acting(cast.actor("pia")) as pia:
        (use,) = pages.uses(pia)
        assert (use.patient, use.flagged, use.reviewed_at) == ("OKAFOR, Denise", False, None)
        assert pages.waiting(pia) == 1
        verbs.review(pia, row.pk, finding="Justified; the team was told.")
        with pytest.raises(Refused):
            verbs.review(pia, row.pk, finding="Again.")
        assert pages.waiting(pia) == 0
    with acting(cast.actor("rae")) as rae, pytest.raises(NotAllowed):
        verbs.review(rae, row.pk, finding="x")


def test_more_than_three_uses_in_thirty_days_are_flagged(cast: Cast) -> None:
    for _ in range(4):
        row = break_it(cast)
    with acting(cast.actor("chen")):
        assert verbs.is_flagged(row)
    with acting(cast.actor("pia")) as pia:
        assert sum(use.flagged for use in pages.uses(pia)) == 1
