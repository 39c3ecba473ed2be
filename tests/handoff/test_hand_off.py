"""The hand-off: drafted from the record, written by section, signed, sent, acknowledged by a named person; a new version replaces it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from carecoord.access.actor import acting
from carecoord.access.errors import NotAllowed, Refused, Stale
from carecoord.notifications import Kind
from carecoord.notifications.models import Notification
from referrals.handoff import fhir, verbs
from referrals.handoff.sections import SECTIONS
from referrals.handoff.standing import is_acknowledged
from referrals.handoff.states import HandOffState
from referrals.intake.packet import fingerprint
from referrals.models import Anchor, HandOff, HandOffPdf, Journey, JourneyEvent, JourneyFlag
from referrals.pathway import gates, road
from referrals.pathway.protocol import Test
from tests.cast import Cast
from tests.monitoring import stage
from tests.referrals.pathway import trip
from tests.truth import truth

pytestmark = pytest.mark.django_db
FILLED = {
    "header": {"call_line": "555-0100", "physician": "Dr. Wei Chen"},
    "acute": {"course": "None."},
    "status": {"neuro": "Normal."},
    "medicines": {"changes": "None.", "prophylaxis": "Acyclovir for a year."},
    "pending": {"items": "none"},
}


def drafted(cast: Cast, journey: Journey) -> HandOff:
    with acting(cast.actor("bo")) as bo:
        return verbs.draft(bo, journey.pk)


def written(cast: Cast, journey: Journey) -> HandOff:
    row = drafted(cast, journey)
    with acting(cast.actor("bo")) as bo:
        for code, values in FILLED.items():
            row = verbs.save_section(bo, journey.pk, row.pk, version=row.version, section=code, values=values)
    return row


def signed(cast: Cast, journey: Journey) -> HandOff:
    row = written(cast, journey)
    with acting(cast.actor("chen")) as chen:
        return verbs.sign(chen, journey.pk, row.pk, version=row.version)


def sent(cast: Cast, journey: Journey) -> HandOff:
    row = signed(cast, journey)
    with acting(cast.actor("bo")) as bo:
        return verbs.send(bo, journey.pk, row.pk, version=row.version)


def acknowledged(cast: Cast, journey: Journey, **but: Any) -> HandOff:
    row = sent(cast, journey)
    values = {"first_visit_on": stage.today() + timedelta(days=6), "questions": "Who orders IgG?", **but}
    with acting(cast.actor("rae")) as rae:
        return verbs.acknowledge(rae, journey.pk, row.pk, version=row.version, **values)


def test_a_draft_is_filled_in_from_the_record(cast: Cast) -> None:
    journey = stage.journey(cast, days=20)
    stage.record(cast, journey, at=timezone.now() - timedelta(days=16), **stage.GRADE_TWO, drugs=["tocilizumab"], doses="560 mg")
    row = drafted(cast, journey)
    fields = {code: part["fields"] for code, part in row.content.items()}
    assert set(fields) == {section.code for section in SECTIONS}
    assert "CRS: worst grade 2" in fields["acute"]["course"]
    assert "Tocilizumab (560 mg)" in fields["acute"]["drugs"]
    assert fields["restrictions"]["no_driving_until"] == (stage.today() - timedelta(days=6)).isoformat()
    assert fields["restrictions"]["irradiated_until"] == (stage.today() + timedelta(days=70)).isoformat()
    assert "38.0 °C" in fields["call"]["triggers"]
    assert "COVID-19: from" in fields["immunity"]["vaccines"]


def test_unknown_is_never_none(cast: Cast) -> None:
    row = drafted(cast, stage.journey(cast, days=20))
    assert "not known" in row.content["acute"]["fields"]["course"]


def test_only_what_is_complete_is_signed_and_by_a_physician(cast: Cast) -> None:
    journey = stage.journey(cast, days=20)
    row = drafted(cast, journey)
    with acting(cast.actor("chen")) as chen, pytest.raises(Refused, match="Still missing"):
        verbs.sign(chen, journey.pk, row.pk, version=1)
    for who in ("bo", "nan", "ana"):
        with acting(cast.actor(who)) as actor, pytest.raises((NotAllowed, HandOff.DoesNotExist)):
            verbs.sign(actor, journey.pk, row.pk, version=1)


def test_a_signature_says_who_when_what_and_is_never_changed(cast: Cast) -> None:
    journey = stage.journey(cast, days=20)
    row = signed(cast, journey)
    assert (row.signed_name, row.signed_zone) == ("Dr. Wei Chen", "America/Chicago")
    assert row.sha256 == fingerprint(row.content)
    with truth():
        assert bytes(HandOffPdf.objects.get(handoff=row).body).startswith(b"%PDF")
    with acting(cast.actor("bo")) as bo, pytest.raises(Refused, match="Only a draft"):
        verbs.save_section(bo, journey.pk, row.pk, version=row.version, section="pending", values={"items": "More."})
    with truth(), pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        HandOff.objects.filter(pk=row.pk).update(content={})
    with truth(), pytest.raises(IntegrityError), transaction.atomic():
        HandOff.objects.filter(pk=row.pk).update(state=HandOffState.DRAFT)


def test_the_practice_sees_it_once_it_is_sent_and_is_told(cast: Cast) -> None:
    journey = stage.journey(cast, days=20)
    row = signed(cast, journey)
    with acting(cast.actor("rae")) as rae:
        assert not HandOff.objects.exists()
        assert not HandOff.objects.visible_to(rae).exists()
        assert not HandOffPdf.objects.exists()
    with acting(cast.actor("bo")) as bo:
        row = verbs.send(bo, journey.pk, row.pk, version=row.version)
    with acting(cast.actor("rae")) as rae:
        assert HandOff.objects.visible_to(rae).get().pk == row.pk
        assert HandOffPdf.objects.count() == 1
    with truth():
        names = set(Notification.objects.filter(kind=Kind.HAND_OFF_SENT).values_list("recipient__name", flat=True))
    assert names == {"Rae Martin", "Dr. Ana Ortiz"}
    with acting(cast.actor("bo")) as bo, pytest.raises(Refused, match="Only a signed"):
        verbs.send(bo, journey.pk, row.pk, version=row.version)


def test_a_named_person_acknowledges_with_the_first_visit(cast: Cast) -> None:
    journey = stage.journey(cast, days=20)
    with pytest.raises(Refused, match="Say when"):
        acknowledged(cast, journey, first_visit_on=None)
    with truth():
        row = HandOff.objects.get()
    assert not is_acknowledged(journey)
    with acting(cast.actor("rae")) as rae:
        with pytest.raises(Refused, match="look at the date"):
            verbs.acknowledge(rae, journey.pk, row.pk, version=row.version, first_visit_on=stage.today() + timedelta(days=300))
        row = verbs.acknowledge(rae, journey.pk, row.pk, version=row.version, first_visit_on=stage.today() + timedelta(days=6))
        with pytest.raises(Refused, match="already"):
            verbs.acknowledge(rae, journey.pk, row.pk, version=row.version, first_visit_on=stage.today())
    assert row.acknowledged_name == "Rae Martin"
    with truth():
        assert is_acknowledged(journey)
        assert Notification.objects.filter(kind=Kind.HAND_OFF_ACKNOWLEDGED, recipient=cast.users["bo"]).exists()
        assert JourneyEvent.objects.filter(journey=journey, verb="acknowledge_hand_off").count() == 1


def test_the_center_does_not_acknowledge_its_own(cast: Cast) -> None:
    journey = stage.journey(cast, days=20)
    row = sent(cast, journey)
    with acting(cast.actor("bo")) as bo, pytest.raises(NotAllowed):
        verbs.acknowledge(bo, journey.pk, row.pk, version=row.version, first_visit_on=stage.today())


def test_a_new_version_replaces_the_old_one_when_it_is_sent(cast: Cast) -> None:
    journey = stage.journey(cast, days=20)
    old = acknowledged(cast, journey)
    new = signed(cast, journey)
    with truth():
        assert is_acknowledged(journey)
    with acting(cast.actor("bo")) as bo:
        verbs.send(bo, journey.pk, new.pk, version=new.version)
    with truth():
        assert HandOff.objects.get(pk=old.pk).state == HandOffState.SUPERSEDED
        assert not is_acknowledged(journey)
    assert new.number == 2


def test_one_version_is_in_hand_and_can_be_put_aside(cast: Cast) -> None:
    journey = stage.journey(cast, days=20)
    row = drafted(cast, journey)
    with pytest.raises(Refused, match="being written"):
        drafted(cast, journey)
    with acting(cast.actor("bo")) as bo:
        with pytest.raises(Stale):
            verbs.discard(bo, journey.pk, row.pk, version=7)
        verbs.discard(bo, journey.pk, row.pk, version=1)
    assert drafted(cast, journey).number == 2


@pytest.mark.parametrize(
    ("section", "values", "says"),
    [
        ("weather", {}, "no such section"),
        ("pending", {"mood": "x"}, "no field called"),
        ("restrictions", {"no_driving_until": "soon"}, "Write the day"),
        ("treatment", {"conforming": "maybe"}, "choose one"),
        ("pending", {"registry": "x" * 301}, "too long"),
    ],
)
def test_what_a_section_does_not_take(cast: Cast, section: str, values: dict[str, Any], says: str) -> None:
    journey = stage.journey(cast, days=20)
    row = drafted(cast, journey)
    with acting(cast.actor("bo")) as bo, pytest.raises(Refused, match=says):
        verbs.save_section(bo, journey.pk, row.pk, version=1, section=section, values=values)


def test_as_fhir_it_is_a_document_with_sections_and_what_was_typed_stays_text(cast: Cast) -> None:
    journey = stage.journey(cast, days=20)
    row = drafted(cast, journey)
    row.content["pending"]["fields"]["items"] = "<script>x</script>"
    row.content["schedule"]["table"] = {"heads": ["Due", "What", "Who"], "rows": [["d", "CBC", "Practice"]], "days": ["2026-12-01"]}
    with acting(cast.actor("chen")):
        made = fhir.document(row, journey)
    kinds = [entry["resource"]["resourceType"] for entry in made["entry"]]
    assert (made["type"], kinds) == ("document", ["Composition", "Patient", "Organization", "Organization", "CarePlan"])
    composition, plan = made["entry"][0]["resource"], made["entry"][-1]["resource"]
    assert len(composition["section"]) == len(SECTIONS)
    assert "&lt;script&gt;" in str(composition)
    assert "<script>" not in str(composition)
    assert plan["activity"][0]["detail"]["scheduledPeriod"]["start"] == "2026-12-01"
    urls = {entry["fullUrl"] for entry in made["entry"]}
    assert set(re.findall(r"urn:uuid:[0-9a-f-]{36}", str(composition))) <= urls


def ready(cast: Cast, *codes: str) -> Journey:
    """On the shipped protocol, infused, these steps ready."""
    journey = trip.started(cast)
    with truth():
        Anchor.objects.update_or_create(
            journey=journey, code="D0", defaults={"on": stage.today() - timedelta(days=20), "confidence": "actual"}
        )
    trip.reach(journey, *codes)
    return trip.now(journey)


@pytest.mark.parametrize(("can", "branches"), [(True, set()), (False, {"F24"})])
def test_sending_and_acknowledging_do_the_steps_of_the_road(cast: Cast, can: bool, branches: set[str]) -> None:
    journey = ready(cast, "hand_off", "acknowledge_hand_off")
    row = sent(cast, journey)
    assert trip.step(journey, "hand_off").state == "done"
    trip.reach(journey, "acknowledge_hand_off")
    with acting(cast.actor("rae")) as rae:
        day = stage.today() + timedelta(days=6)
        verbs.acknowledge(rae, journey.pk, row.pk, version=row.version, first_visit_on=day, can_take_over=can)
    step = trip.step(journey, "acknowledge_hand_off")
    assert (step.state, step.answers["first_visit_on"]) == ("done", day.isoformat())
    with truth():
        assert set(JourneyFlag.objects.values_list("branch", flat=True)) == branches
        assert JourneyEvent.objects.filter(journey=journey, verb="acknowledge_hand_off").count() == 1


def test_the_gate_home_asks_for_the_acknowledgement(cast: Cast) -> None:
    journey = ready(cast)
    assert gate_item(journey) == (False, "Not sent yet")
    row = sent(cast, journey)
    assert gate_item(journey) == (False, "Sent, not acknowledged")
    with acting(cast.actor("rae")) as rae:
        verbs.acknowledge(rae, journey.pk, row.pk, version=row.version, first_visit_on=stage.today() + timedelta(days=6))
    assert gate_item(journey) == (True, "Acknowledged by Rae Martin")


def gate_item(journey: Journey) -> tuple[bool, str]:
    with truth():
        current = road.load(trip.now(journey))
        items = gates.evaluate(current, current.protocol.gate("G6"))
    found = next(one for one in items if one.need.test is Test.HAND_OFF)
    return found.is_met, found.verdict.why
