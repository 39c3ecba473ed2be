"""What is done through a journey's pages: it works, who may not, stale, refused beside the field, and what follows said first."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from referrals.models import GateSignature, GateVoid, Journey, JourneyBranch, JourneyStep
from tests.cast import Cast
from tests.house.world import client_of, signed_in_afresh
from tests.patients import files
from tests.referrals.desk import window
from tests.referrals.pathway import trip
from tests.truth import truth

pytestmark = pytest.mark.django_db


def path(journey: Journey, rest: str) -> str:
    return f"/journeys/{journey.pk}/{rest}"


def step_path(row: JourneyStep, verb: str = "") -> str:
    return f"/journeys/{row.journey_id}/steps/{row.pk}/{verb}"


def completed(row: JourneyStep, **answers: object) -> dict[str, object]:
    today = timezone.localdate().isoformat()
    return {"version": row.version, "done_on": today, **{f"answer_{name}": value for name, value in answers.items()}}


def booked(row: JourneyStep) -> dict[str, object]:
    return completed(row, consult_on=trip.soon(5).isoformat(), patient_confirmed="yes")


def test_a_step_is_done_with_its_answers(cast: Cast) -> None:
    row = trip.step(trip.started(cast), "book_consult")
    page = window(cast, "bo").get(step_path(row)).content.decode()
    assert "Date of the consult" in page
    assert "Patient confirmed" in page
    assert window(cast, "bo").post(step_path(row), booked(row)).status_code == 302
    with truth():
        row.refresh_from_db()
    assert row.state == "done"
    assert row.answers["patient_confirmed"] == "yes"


def test_a_missing_answer_stands_beside_its_field(cast: Cast) -> None:
    row = trip.step(trip.started(cast), "book_consult")
    answer = window(cast, "bo").post(step_path(row), completed(row, patient_confirmed="yes"))
    assert answer.status_code == 422
    assert "Answer “Date of the consult”." in answer.content.decode()
    assert "consult_on" in str(answer.context["form"].errors)


def test_an_impossible_answer_is_refused_beside_its_field(cast: Cast) -> None:
    journey = trip.started(cast)
    trip.reach(journey, "distress_screen")
    row = trip.step(journey, "distress_screen")
    answer = window(cast, "bo").post(step_path(row), completed(row, distress="11"))
    assert answer.status_code == 409
    assert answer.context["form"].errors["answer_distress"]
    with truth():
        assert JourneyStep.objects.get(pk=row.pk).state == "ready"


def test_stale_text_is_kept(cast: Cast) -> None:
    row = trip.step(trip.started(cast), "book_consult")
    typed = booked(row)
    trip.on_step(cast, "bo", "claim", row)
    answer = window(cast, "bo").post(step_path(row), typed)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "This changed while you had it open" in page
    assert str(typed["answer_consult_on"]) in page
    renewed = {**typed, "version": answer.context["form"].data["version"]}
    assert window(cast, "bo").post(step_path(row), renewed).status_code == 302


def test_evidence_is_uploaded_with_it(cast: Cast) -> None:
    journey = trip.started(cast)
    trip.reach(journey, "consult_note")
    row = trip.step(journey, "consult_note")
    refused = window(cast, "bo").post(step_path(row), completed(row))
    assert refused.status_code == 409
    assert "This step needs the document" in refused.content.decode()
    done = window(cast, "bo").post(step_path(row), completed(row) | {"file": SimpleUploadedFile("note.pdf", files.PDF)})
    assert done.status_code == 302
    assert "What shows it" in window(cast, "rae").get(step_path(row)).content.decode()


def test_take_put_back_give(cast: Cast) -> None:
    row = trip.step(trip.started(cast), "book_consult")
    client = window(cast, "bo")
    assert client.post(step_path(row, "claim/"), {"version": row.version}).status_code == 302
    assert client.post(step_path(row, "claim/"), {"version": row.version}).status_code == 409
    with truth():
        row.refresh_from_db()
    assert row.assignee_id == cast.users["bo"].pk
    assert client.post(step_path(row, "release/"), {"version": row.version}).status_code == 302
    with truth():
        row.refresh_from_db()
    assert client.post(step_path(row, "assign/"), {"version": row.version, "user": cast.users["nan"].pk}).status_code == 302
    with truth():
        assert JourneyStep.objects.get(pk=row.pk).assignee_id == cast.users["nan"].pk
    assert client.get(step_path(row, "fly/")).status_code == 404


def test_skip_and_open_again_want_a_reason(cast: Cast) -> None:
    row = trip.step(trip.started(cast), "book_consult")
    client = window(cast, "bo")
    assert client.post(step_path(row, "skip/"), {"version": row.version}).status_code == 422
    assert client.post(step_path(row, "skip/"), {"version": row.version, "reason": "Seen elsewhere"}).status_code == 302
    assert "Seen elsewhere" in client.get(step_path(row)).content.decode()
    with truth():
        row.refresh_from_db()
    assert client.post(step_path(row, "reopen/"), {"version": row.version, "reason": "By mistake"}).status_code == 302
    with truth():
        assert JourneyStep.objects.get(pk=row.pk).state == "ready"


def test_the_other_side_reads_and_does_not(cast: Cast) -> None:
    row = trip.step(trip.started(cast), "verify_benefits")
    page = window(cast, "rae").get(step_path(row)).content.decode()
    assert "Mark as done" not in page
    assert window(cast, "rae").post(step_path(row), completed(row, payer="Blue", is_in_network="yes")).status_code == 403


def test_a_date_is_moved_after_a_look(cast: Cast) -> None:
    journey = trip.started(cast)
    on = trip.days(journey)["APH"] + timedelta(days=7)
    page = window(cast, "bo").get(path(journey, f"dates/?code=APH&on={on}"))
    text = page.content.decode()
    assert "Preview, nothing saved" in text
    assert "Told by name" in text
    assert trip.days(journey)["APH"] != on
    sent = {"version": trip.now(journey).version, "code": "APH", "on": on.isoformat(), "confidence": "planned", "reason": "No chair"}
    assert window(cast, "bo").post(path(journey, "dates/"), sent).status_code == 302
    assert trip.days(journey)["APH"] == on
    stale = window(cast, "bo").post(path(journey, "dates/"), {**sent, "on": (on + timedelta(days=7)).isoformat()})
    assert stale.status_code == 409
    assert "No chair" in stale.content.decode()
    assert trip.days(journey)["APH"] == on


def test_the_practice_may_look_but_not_move(cast: Cast) -> None:
    journey = trip.started(cast)
    on = trip.days(journey)["APH"] + timedelta(days=7)
    page = window(cast, "rae").get(path(journey, f"dates/?code=APH&on={on}")).content.decode()
    assert "Lakeside moves dates." in page
    sent = {"version": trip.now(journey).version, "code": "APH", "on": on.isoformat(), "confidence": "planned"}
    assert window(cast, "rae").post(path(journey, "dates/"), sent).status_code == 403


def test_a_date_that_cannot_be_is_said(cast: Cast) -> None:
    journey = trip.started(cast)
    page = window(cast, "bo").get(path(journey, "dates/?code=APH&on=2020-01-01")).content.decode()
    assert "That day is over" in page
    assert window(cast, "bo").get(path(journey, "dates/?code=NOPE&on=soon")).context["look"].errors.keys() == {"code", "on"}


def test_a_gate_lists_and_is_signed_afresh(cast: Cast) -> None:
    journey = trip.started(cast)
    stale = signed_in_afresh(client_of(cast, "chen"), cast.users["chen"], ago=3600)
    page = stale.get(path(journey, "gates/G2/")).content.decode()
    assert "In the way" in page
    assert "Show that it is you" in page
    sent = {"version": trip.now(journey).version, "decision": "not_yet", "reason": "Wait for the note", "sha256": ""}
    assert "reauthenticate" in stale.post(path(journey, "gates/G2/"), sent)["Location"]
    client = signed_in_afresh(client_of(cast, "chen"), cast.users["chen"])
    form = client.get(path(journey, "gates/G2/")).context["form"]
    sent |= {"sha256": form["sha256"].value()}
    assert client.post(path(journey, "gates/G2/"), {**sent, "reason": ""}).status_code == 409
    assert client.post(path(journey, "gates/G2/"), {**sent, "sha256": "0" * 64}).status_code == 409
    assert client.post(path(journey, "gates/G2/"), sent).status_code == 302
    with truth():
        signature = GateSignature.objects.get(journey=journey)
    assert signature.reason == "Wait for the note"
    after = window(cast, "rae").get(path(journey, "gates/G2/")).content.decode()
    assert signature.sha256 in after
    assert "Dr. Wei Chen" in after
    assert "Your role does not sign this gate." in after


def test_only_a_clinician_goes_on_against_open_items(cast: Cast) -> None:
    journey = trip.started(cast)
    choices = {
        who: client_of(cast, who).get(path(journey, "gates/G3/")).context["form"].fields["decision"].choices for who in ("bo", "chen")
    }
    assert [value for value, _ in choices["bo"]] == ["not_yet"]
    assert [value for value, _ in choices["chen"]] == ["not_yet", "override"]
    assert window(cast, "chen").get(path(journey, "gates/G9/")).status_code == 404


def test_a_failure_says_what_follows_and_is_resolved(cast: Cast) -> None:
    journey = trip.started(cast)
    client, step = window(cast, "bo"), trip.step(journey, "consult")
    assert "Progression or symptoms" in client.get(path(journey, "branches/")).content.decode()
    page = client.get(path(journey, f"branches/?code=F07&step={step.pk}")).content.decode()
    assert "What follows at once" in page
    assert "A task opens:" in page
    sent = {"version": trip.now(journey).version, "code": "F07", "step": step.pk, "reason_code": "progression", "text": "New lesion"}
    assert client.post(path(journey, "branches/"), {**sent, "reason_code": ""}).status_code == 422
    assert client.post(path(journey, "branches/"), sent).status_code == 302
    with truth():
        branch = JourneyBranch.objects.get(journey=journey)
    assert "Not as planned" in window(cast, "rae").get(path(journey, "")).content.decode()
    resolve = path(journey, f"branches/{branch.pk}/")
    assert "What each way brings" in client.get(resolve).content.decode()
    done = {"version": trip.now(journey).version, "way": "later"}
    assert client.post(resolve, done).status_code == 409  # by how many days?
    assert client.post(resolve, {**done, "days": 14}).status_code == 302
    assert "Resolved" in client.get(resolve).content.decode()
    assert client.get(path(journey, "branches/?code=F28")).status_code == 404


def test_another_protocol_after_a_look(cast: Cast) -> None:
    journey, other = trip.started(cast), trip.protocol(trip.IDE)
    client = window(cast, "bo")
    page = client.get(path(journey, f"protocol/?protocol={other.pk}")).content.decode()
    assert "Steps it adds" in page
    assert client.get(path(journey, "protocol/?protocol=999999")).status_code == 200
    sent = {"version": trip.now(journey).version, "protocol": other.pk}
    assert client.post(path(journey, "protocol/"), sent).status_code == 422
    assert client.post(path(journey, "protocol/"), {**sent, "reason": "Slot sooner"}).status_code == 302
    assert trip.now(journey).protocol_id == other.pk


def test_quite_another_therapy_can_be_looked_at(cast: Cast) -> None:
    journey, other = trip.started(cast), trip.protocol("teclistamab-mm-us")
    with truth():
        GateSignature.objects.create(
            journey=journey, gate="G3", decision="go", role="CTP", signer=cast.users["chen"], signed={"before": {}, "items": []}
        )
    page = window(cast, "bo").get(path(journey, f"protocol/?protocol={other.pk}")).content.decode()
    assert "has no such gate" in page
    sent = {"version": trip.now(journey).version, "protocol": other.pk, "reason": "Bispecific instead"}
    assert window(cast, "bo").post(path(journey, "protocol/"), sent).status_code == 302
    assert "OKAFOR" in window(cast, "bo").get(path(journey, "")).content.decode()
    with truth():
        assert GateVoid.objects.get().why == "The protocol followed now has no such gate"


def test_the_chain_of_identity_id_is_stored_once(cast: Cast) -> None:
    journey = trip.started(cast)
    client = window(cast, "bo")
    sent = {"version": trip.now(journey).version, "chain_id": "COI-77-Q", "issuer": "Maker"}
    assert client.post(path(journey, "identity/"), sent).status_code == 302
    page = client.get(path(journey, "identity/")).content.decode()
    assert "COI-77-Q" in page
    assert "Store for good" not in page
    assert window(cast, "rae").get(path(journey, "identity/")).status_code == 403


def test_a_plan_is_ended_with_a_code(cast: Cast) -> None:
    journey = trip.started(cast)
    client = window(cast, "bo")
    assert "open steps are cancelled" in client.get(path(journey, "end/")).content.decode()
    assert client.post(path(journey, "end/"), {"version": trip.now(journey).version, "code": "died"}).status_code == 422
    assert client.post(path(journey, "end/"), {"version": trip.now(journey).version, "code": "not_treated"}).status_code == 302
    page = client.get(path(journey, "")).content.decode()
    assert "Ended early: Another treatment instead" in page
    assert "Move a date" not in page


def test_two_people_match_the_label(cast: Cast) -> None:
    journey = trip.started(cast)
    trip.do(cast, "bo", "store_chain_id", journey, chain_id="COI-77-Q", issuer="Maker")
    trip.reach(journey, "apheresis")
    row = trip.step(journey, "apheresis")
    assert "Nobody has matched yet" in window(cast, "nan").get(step_path(row)).content.decode()
    wrong = window(cast, "nan").post(step_path(row, "check_identity/"), {"version": row.version, "chain_id": "COI-77-O"})
    assert wrong.status_code == 409
    assert "The label does not match" in wrong.content.decode()
    for who in ("nan", "bo"):
        sent = {"version": trip.step(journey, "apheresis").version, "chain_id": "COI-77-Q"}
        assert window(cast, who).post(step_path(row, "check_identity/"), sent).status_code == 302
    page = window(cast, "chen").get(step_path(row)).content.decode()
    assert "Nan Ellis" in page
    assert page.count("Matched") == 2


def test_failed_and_tried_again(cast: Cast) -> None:
    row = trip.step(trip.started(cast), "book_consult")
    client = window(cast, "bo")
    assert client.post(step_path(row, "fail/"), {"version": row.version, "reason": "No answer"}).status_code == 302
    with truth():
        row.refresh_from_db()
    assert row.state == "failed"
    assert client.post(step_path(row, "retry/"), {"version": row.version}).status_code == 302
    with truth():
        assert JourneyStep.objects.get(pk=row.pk).state == "ready"
