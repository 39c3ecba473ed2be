"""What goes over the wire: shapes of answers, and what each verb's body takes."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from referrals.models import ReferralKind, Urgency
from referrals.reasons import (
    CancelReason,
    CloseException,
    DeclineReason,
    DeferReason,
    ErrorReason,
    LostReason,
    MissedReason,
    NotEligibleReason,
    PatientReason,
    ReopenReason,
)
from referrals.states import Side, Stage

Shape = serializers.Serializer[Any]


class PersonShape(Shape):
    id = serializers.UUIDField()
    family_name = serializers.CharField()
    given_name = serializers.CharField()
    birth_on = serializers.DateField(allow_null=True)
    sex = serializers.CharField()
    mrn = serializers.CharField(allow_null=True)


class ReferralRow(Shape):
    """One row of the list; the same values as the worklist's."""

    id = serializers.UUIDField()
    patient = PersonShape()
    stage = serializers.ChoiceField(choices=Stage.choices)
    stage_since = serializers.DateTimeField()
    ball = serializers.ChoiceField(choices=Side.choices)
    due_at = serializers.DateTimeField(allow_null=True)
    kind = serializers.ChoiceField(choices=ReferralKind.choices)
    urgency = serializers.ChoiceField(choices=Urgency.choices)
    from_org = serializers.CharField()
    to_org = serializers.CharField(allow_null=True)
    owner = serializers.CharField(allow_null=True)
    items_needed = serializers.IntegerField()
    items_present = serializers.IntegerField()
    version = serializers.IntegerField()


class ReferralPage(Shape):
    results = ReferralRow(many=True)
    next = serializers.URLField(allow_null=True)


class OutcomeShape(Shape):
    text = serializers.CharField()
    follow_up_owner = serializers.CharField()
    acknowledged_at = serializers.DateTimeField(allow_null=True)
    exception = serializers.CharField(allow_blank=True)


class ReferralShape(Shape):
    """One referral in full; `version` is also the ETag."""

    id = serializers.UUIDField()
    patient_id = serializers.UUIDField()
    stage = serializers.ChoiceField(choices=Stage.choices)
    stage_since = serializers.DateTimeField()
    ball = serializers.ChoiceField(choices=Side.choices)
    is_open = serializers.BooleanField()
    due_at = serializers.DateTimeField(allow_null=True)
    kind = serializers.ChoiceField(choices=ReferralKind.choices)
    urgency = serializers.ChoiceField(choices=Urgency.choices)
    from_org_id = serializers.IntegerField()
    to_org_id = serializers.IntegerField(allow_null=True)
    from_owner_id = serializers.IntegerField(allow_null=True)
    to_owner_id = serializers.IntegerField(allow_null=True)
    decider_id = serializers.IntegerField(allow_null=True)
    reason = serializers.CharField(allow_blank=True)
    products = serializers.ListField(child=serializers.CharField())
    next_therapy_on = serializers.DateField(allow_null=True)
    agreed_on = serializers.DateField(allow_null=True)
    consult_by = serializers.DateField(allow_null=True)
    review_on = serializers.DateField(allow_null=True)
    reason_code = serializers.CharField(allow_blank=True)
    reason_text = serializers.CharField(allow_blank=True)
    alternative = serializers.CharField(allow_blank=True)
    items_needed = serializers.IntegerField()
    items_present = serializers.IntegerField()
    submitted_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField()
    outcome = OutcomeShape(allow_null=True)


class ActShape(Shape):
    """A move from this stage: may I, and if not, what stands in the way."""

    verb = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # the name on the wire; hides an attribute nobody uses
    target = serializers.CharField()
    may = serializers.BooleanField()
    obstacle = serializers.CharField(allow_blank=True)
    needs = serializers.ListField(child=serializers.CharField())
    reasons = serializers.DictField(child=serializers.CharField())


class EventShape(Shape):
    id = serializers.UUIDField()
    at = serializers.DateTimeField()
    verb = serializers.CharField()
    actor_name = serializers.CharField()
    side = serializers.CharField()
    from_stage = serializers.CharField(allow_blank=True)
    to_stage = serializers.CharField(allow_blank=True)
    reason_code = serializers.CharField(allow_blank=True)


class NoteShape(Shape):
    id = serializers.UUIDField()
    author_name = serializers.CharField()
    organization_id = serializers.IntegerField()
    is_internal = serializers.BooleanField()
    text = serializers.CharField()
    written_at = serializers.DateTimeField()


class QuestionShape(Shape):
    id = serializers.UUIDField()
    code = serializers.CharField(allow_blank=True)
    label = serializers.CharField()  # type: ignore[assignment]  # the name on the wire; hides an attribute nobody uses
    document_kind = serializers.CharField(allow_blank=True)
    state = serializers.CharField()
    answer = serializers.CharField(allow_blank=True)
    document_id = serializers.UUIDField(allow_null=True)


class PacketShape(Shape):
    number = serializers.IntegerField()
    sha256 = serializers.CharField()
    frozen_at = serializers.DateTimeField()
    content = serializers.JSONField()


class StartBody(Shape):
    patient = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=ReferralKind.choices, default=ReferralKind.CONSULT)
    continues = serializers.UUIDField(required=False)


class DraftBody(Shape):
    kind = serializers.ChoiceField(choices=ReferralKind.choices, required=False)
    urgency = serializers.ChoiceField(choices=Urgency.choices, required=False)
    reason = serializers.CharField(max_length=2000, required=False, allow_blank=True)
    products = serializers.ListField(child=serializers.CharField(max_length=40), max_length=10, required=False)
    next_therapy_on = serializers.DateField(required=False, allow_null=True)
    agreed_on = serializers.DateField(required=False, allow_null=True)
    to_org = serializers.IntegerField(required=False, allow_null=True)


class NoteBody(Shape):
    text = serializers.CharField(max_length=4000)
    is_internal = serializers.BooleanField(default=True)
    mentions = serializers.ListField(child=serializers.IntegerField(), max_length=20, default=list)


class AnswerItemBody(Shape):
    text = serializers.CharField(max_length=1000, required=False, allow_blank=True)
    document = serializers.UUIDField(required=False)
    waived = serializers.BooleanField(required=False)


class Nothing(Shape):
    """A verb that takes only the version."""


class SubmitBody(Shape):
    centers = serializers.ListField(child=serializers.IntegerField(), max_length=10, required=False)


class ReceiveBody(Shape):
    owner = serializers.IntegerField(required=False)
    decider = serializers.IntegerField(required=False)


class ItemBody(Shape):
    label = serializers.CharField(max_length=200)  # type: ignore[assignment]  # the name on the wire; hides an attribute nobody uses
    code = serializers.CharField(max_length=40, required=False, allow_blank=True)
    document_kind = serializers.CharField(max_length=20, required=False, allow_blank=True)


class RequestInfoBody(Shape):
    items = ItemBody(many=True)


class AcceptBody(Shape):
    urgency = serializers.ChoiceField(choices=Urgency.choices)
    consult_by = serializers.DateField()


class TextBody(Shape):
    text = serializers.CharField(max_length=1000)


class BookConsultBody(Shape):
    at = serializers.DateTimeField()
    site = serializers.IntegerField(required=False)
    clinician = serializers.IntegerField(required=False)
    is_telehealth = serializers.BooleanField(required=False)


class RecordConsultBody(Shape):
    note = serializers.UUIDField()


class WaitlistBody(Shape):
    priority = serializers.IntegerField(min_value=1, max_value=5)
    reason = serializers.CharField(max_length=500)
    criteria = serializers.ListField(child=serializers.CharField(max_length=80), required=False)


class DayBody(Shape):
    done_on = serializers.DateField()


class OutcomeBody(Shape):
    text = serializers.CharField(max_length=4000)
    follow_up_owner = serializers.CharField(max_length=120)
    patient_words = serializers.CharField(max_length=1000, required=False, allow_blank=True)
    document = serializers.UUIDField(required=False)


class CloseBody(Shape):
    exception = serializers.ChoiceField(choices=CloseException.choices, required=False, allow_blank=True)


class TransferBody(Shape):
    center = serializers.IntegerField()
    text = serializers.CharField(max_length=1000)


class AssignBody(Shape):
    owner = serializers.IntegerField(allow_null=True)


def _reason(name: str, choices: Any, **more: serializers.Field[Any, Any, Any, Any]) -> type[Shape]:
    """A body with a coded reason and what else the verb takes."""
    return type(name, (Shape,), {"reason_code": serializers.ChoiceField(choices=choices), **more})


def _words() -> serializers.CharField:
    return serializers.CharField(max_length=1000, required=False, allow_blank=True)


BODIES: dict[str, type[Shape]] = {
    "submit": SubmitBody,
    "receive": ReceiveBody,
    "request_info": RequestInfoBody,
    "answer": Nothing,
    "accept": AcceptBody,
    "decline": _reason("DeclineBody", DeclineReason.choices, text=serializers.CharField(), alternative=serializers.CharField()),
    "appeal": TextBody,
    "book_consult": BookConsultBody,
    "miss_consult": _reason("MissConsultBody", MissedReason.choices),
    "record_consult": RecordConsultBody,
    "find_not_eligible": _reason("FindNotEligibleBody", NotEligibleReason.choices, text=_words()),
    "record_patient_no": _reason("RecordPatientNoBody", PatientReason.choices, text=_words()),
    "defer": _reason("DeferBody", DeferReason.choices, review_on=serializers.DateField()),
    "resume": Nothing,
    "waitlist": WaitlistBody,
    "start_workup": Nothing,
    "record_apheresis": DayBody,
    "record_infusion": DayBody,
    "hand_over": Nothing,
    "send_outcome": OutcomeBody,
    "acknowledge_outcome": Nothing,
    "release_outcome": Nothing,
    "close": CloseBody,
    "withdraw": _reason("WithdrawBody", CancelReason.choices, text=_words()),
    "request_cancel": _reason("RequestCancelBody", CancelReason.choices, text=_words()),
    "confirm_cancel": Nothing,
    "transfer": TransferBody,
    "lose": _reason("LoseBody", LostReason.choices, text=_words()),
    "reopen": _reason("ReopenBody", ReopenReason.choices),
    "mark_error": _reason("MarkErrorBody", ErrorReason.choices),
    "assign": AssignBody,
}
