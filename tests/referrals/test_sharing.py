"""Who sees what at each stage: existence, packet, live chart. The table of docs/adr/0003, walked by the verbs themselves."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

import pytest
from django.db import connection, transaction
from django.db.models import F
from django.db.utils import DatabaseError
from django.utils import timezone

from carecoord.access.actor import acting
from carecoord.access.models import Grant, Restriction, RestrictionKind, Scope
from patients.models import Document, DocumentKind, Patient
from referrals import verbs
from referrals.models import Packet, Referral
from referrals.states import PAIRS, Stage
from tests.cast import Cast
from tests.referrals import desk, story
from tests.truth import truth

pytestmark = pytest.mark.django_db


class Sees(NamedTuple):
    """What one of the center has of Denise."""

    referral: bool
    packet: bool
    header: bool
    chart: bool


NOTHING = Sees(referral=False, packet=False, header=False, chart=False)
PACKET = Sees(referral=True, packet=True, header=True, chart=False)
CHART = Sees(referral=True, packet=True, header=True, chart=True)
HEADER = Sees(referral=True, packet=False, header=True, chart=False)


def sees(cast: Cast, who: str) -> Sees:
    with acting(cast.actor(who)) as actor:
        return Sees(
            Referral.objects.visible_to(actor).exists(),
            Packet.objects.filter(referral__in=Referral.objects.visible_to(actor)).exists(),
            Patient.objects.visible_to(actor).exists(),
            Patient.objects.chart_of(actor).exists(),
        )


def test_a_draft_does_not_exist_for_the_center(cast: Cast) -> None:
    story.draft(cast)
    assert sees(cast, "bo") == NOTHING


def test_sent_opens_the_packet_only(cast: Cast) -> None:
    story.submitted(cast)
    assert sees(cast, "bo") == PACKET
    assert sees(cast, "dee") == sees(cast, "cy") == NOTHING


def test_accepting_opens_the_live_chart(cast: Cast) -> None:
    story.accepted(cast)
    assert sees(cast, "chen") == CHART
    assert sees(cast, "dee") == NOTHING


def decline(cast: Cast, referral: Referral) -> Referral:
    with acting(cast.actor("chen")) as chen:
        return verbs.decline(chen, referral.pk, version=referral.version, reason_code="capacity", text="Full.", alternative="Summit")


def pass_days(days: int) -> None:
    """Grants as they will stand so many days from now."""
    with truth():
        Grant.objects.filter(ends_at__isnull=False).update(ends_at=F("ends_at") - timedelta(days=days))


def test_declined_keeps_the_packet_30_days_then_the_header(cast: Cast) -> None:
    decline(cast, story.received(cast))
    assert sees(cast, "bo") == PACKET
    pass_days(29)
    assert sees(cast, "bo") == PACKET
    pass_days(2)
    assert sees(cast, "bo") == HEADER


def test_closing_later_does_not_lengthen_the_30_days(cast: Cast) -> None:
    referral = decline(cast, story.received(cast))
    pass_days(29)
    with acting(cast.actor("bo")) as bo:
        verbs.send_outcome(bo, referral.pk, version=referral.version, text="Declined.", follow_up_owner="Dr. Ortiz")
        seen = Referral.objects.visible_to(bo).get(pk=referral.pk)
        verbs.close(bo, referral.pk, version=seen.version, exception="no_answer")
    pass_days(2)
    assert sees(cast, "bo") == HEADER


def test_a_no_after_the_chart_was_open_closes_the_live_chart(cast: Cast) -> None:
    referral = story.accepted(cast)
    with acting(cast.actor("rae")) as rae:
        verbs.request_cancel(rae, referral.pk, version=referral.version, reason_code="responded")
    with acting(cast.actor("bo")) as bo:
        verbs.confirm_cancel(bo, referral.pk, version=referral.version + 1)
    assert sees(cast, "bo") == PACKET


def test_withdrawn_before_it_was_opened_leaves_nothing(cast: Cast) -> None:
    referral = story.submitted(cast)
    with acting(cast.actor("rae")) as rae:
        verbs.withdraw(rae, referral.pk, version=referral.version, reason_code="patient_choice")
    assert sees(cast, "bo") == NOTHING
    assert sees(cast, "rae") == CHART


def test_an_appeal_opens_the_packet_again_and_a_second_no_closes_it(cast: Cast) -> None:
    referral = decline(cast, story.received(cast))
    pass_days(31)
    with acting(cast.actor("rae")) as rae:
        again = verbs.appeal(rae, referral.pk, version=referral.version, text="New marrow report.")
    assert sees(cast, "bo") == PACKET
    decline(cast, again)
    pass_days(31)
    assert sees(cast, "bo") == HEADER


def test_after_treatment_follow_up_for_a_year(cast: Cast) -> None:
    referral = desk.at(cast, Stage.INFUSED)
    with acting(cast.actor("bo")) as bo:
        verbs.hand_over(bo, referral.pk, version=7)
    with truth():
        grant = Grant.objects.get(about=referral.pk, scope=Scope.FOLLOW_UP)
    assert grant.ends_at is not None
    assert abs(grant.ends_at - timezone.now() - timedelta(days=365)) < timedelta(minutes=5)
    assert sees(cast, "bo").chart


def test_a_restricted_patient_is_open_to_the_care_team_alone(cast: Cast) -> None:
    story.accepted(cast)  # Bo received it and Dr. Chen decides: both are of the care team, Nan is not
    assert sees(cast, "nan") == CHART
    with truth():
        Restriction.objects.create(patient_id=cast.denise.pk, kind=RestrictionKind.VIP, reason="The patient asked for it.")
    assert sees(cast, "bo") == CHART
    assert sees(cast, "nan") == NOTHING


def test_a_deceased_patient_can_still_be_read_but_not_referred(cast: Cast) -> None:
    story.accepted(cast)
    with truth():
        Patient.objects.filter(pk=cast.denise.pk).update(deceased_at=timezone.now())
    assert sees(cast, "chen") == CHART
    with acting(cast.actor("rae")) as rae, pytest.raises(Exception, match="has died"):
        verbs.start(rae, cast.denise.pk)


def test_a_document_added_later_is_not_in_what_was_sent(cast: Cast) -> None:
    referral = story.submitted(cast)
    with truth():
        before = Packet.objects.get(referral=referral).content
    story.document(cast, DocumentKind.ECHO)
    with acting(cast.actor("bo")):
        assert not Document.objects.filter(kind=DocumentKind.ECHO).exists()
        assert Packet.objects.get(referral=referral).content == before


ILLEGAL = [(a, b) for a in Stage for b in Stage if a != b and (str(a), str(b)) not in PAIRS]


@pytest.mark.parametrize(("source", "target"), ILLEGAL[::7])
def test_raw_sql_makes_no_illegal_move(cast: Cast, source: Stage, target: Stage) -> None:
    row = desk.at(cast, source)
    with truth(), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("update referrals_referral set stage = %s where id = %s", [target, row.pk])
