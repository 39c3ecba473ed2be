"""What goes over the wire: shapes of answers.

Room: referrals.pathway.api. What a verb takes is in `bodies`; the rows become these shapes in the module of their noun.
"""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from referrals.api.shapes import PersonShape
from referrals.models import EvidenceKind
from referrals.pathway.kinds import Confidence, FieldKind, Grade, Owner, Site
from referrals.pathway.states import JourneyState, StepState

Shape = serializers.Serializer[Any]
CONFIDENCES = [str(one) for one in Confidence]
OWNERS = [str(one) for one in Owner]
SITES = [str(one) for one in Site]


class ProtocolName(Shape):
    id = serializers.IntegerField()
    code = serializers.CharField()
    version = serializers.IntegerField()
    title = serializers.CharField()
    product = serializers.CharField(allow_blank=True)


class JourneyRow(Shape):
    """One row of the list. `next_side` sees to `next_step`; `is_late` says that a step is overdue."""

    id = serializers.UUIDField()
    patient = PersonShape()
    referral_id = serializers.UUIDField()
    practice = serializers.CharField()
    center = serializers.CharField()
    protocol = ProtocolName()
    state = serializers.ChoiceField(choices=JourneyState.choices)
    phase = serializers.CharField()
    phase_since_on = serializers.DateField()
    attempt = serializers.IntegerField()
    next_step = serializers.CharField(allow_blank=True)
    next_side = serializers.ChoiceField(choices=SITES, allow_blank=True)
    next_due_at = serializers.DateTimeField(allow_null=True)
    is_late = serializers.BooleanField()
    started_at = serializers.DateTimeField()
    version = serializers.IntegerField()


class JourneyPage(Shape):
    results = JourneyRow(many=True)
    next = serializers.URLField(allow_null=True)


class CollectionShape(Shape):
    """One collection of cells and the id that ties it to the patient."""

    attempt = serializers.IntegerField()
    chain_id = serializers.CharField(allow_blank=True)
    issuer = serializers.CharField(allow_blank=True)
    stored_at = serializers.DateTimeField(allow_null=True)


class JourneyShape(Shape):
    """One journey; `version` is also the ETag. It counts every change of its dates, steps and gates."""

    id = serializers.UUIDField()
    patient_id = serializers.UUIDField()
    referral_id = serializers.UUIDField()
    practice_id = serializers.IntegerField()
    center_id = serializers.IntegerField()
    protocol = ProtocolName()
    state = serializers.ChoiceField(choices=JourneyState.choices)
    phase = serializers.CharField()
    phase_since_on = serializers.DateField()
    attempt = serializers.IntegerField()
    coordinator_id = serializers.IntegerField(allow_null=True)
    is_outpatient = serializers.BooleanField(allow_null=True)
    started_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
    end_code = serializers.CharField(allow_blank=True)
    next_step = serializers.CharField(allow_blank=True)
    next_side = serializers.ChoiceField(choices=SITES, allow_blank=True)
    next_due_at = serializers.DateTimeField(allow_null=True)
    collections = CollectionShape(many=True)
    center_until = serializers.DateTimeField(allow_null=True, help_text="In follow-up: until when the center can read this; else null.")
    version = serializers.IntegerField()


class StepRow(Shape):
    """One occurrence of a step. `version` goes into If-Match of its verbs."""

    id = serializers.UUIDField()
    code = serializers.CharField()
    title = serializers.CharField()
    attempt = serializers.IntegerField()
    series = serializers.IntegerField()
    occurrence = serializers.IntegerField()
    phase = serializers.CharField()
    state = serializers.ChoiceField(choices=StepState.choices)
    owner_role = serializers.ChoiceField(choices=OWNERS)
    owner_org_id = serializers.IntegerField()
    site = serializers.ChoiceField(choices=SITES)
    assignee_id = serializers.IntegerField(allow_null=True)
    due_on = serializers.DateField(allow_null=True)
    due_at = serializers.DateTimeField(allow_null=True)
    from_on = serializers.DateField(allow_null=True)
    until_on = serializers.DateField(allow_null=True)
    done_on = serializers.DateField(allow_null=True)
    is_held = serializers.BooleanField()
    version = serializers.IntegerField()


class StepPage(Shape):
    results = StepRow(many=True)
    next = serializers.URLField(allow_null=True)


class ChoiceShape(Shape):
    value = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # the name on the wire; hides an attribute nobody uses


class FieldShape(Shape):
    """One answer that `complete` takes."""

    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # the name on the wire; hides an attribute nobody uses
    kind = serializers.ChoiceField(choices=[str(one) for one in FieldKind])
    choices = ChoiceShape(many=True)
    unit = serializers.CharField(allow_blank=True)
    is_required = serializers.BooleanField()
    lowest = serializers.FloatField(allow_null=True)
    highest = serializers.FloatField(allow_null=True)


class SourceShape(Shape):
    """Where the rule of a step comes from, and how good its evidence is."""

    title = serializers.CharField()
    year = serializers.IntegerField()
    grade = serializers.ChoiceField(choices=[str(one) for one in Grade])


class EvidenceShape(Shape):
    kind = serializers.ChoiceField(choices=EvidenceKind.choices)
    document_id = serializers.UUIDField(allow_null=True)
    result_id = serializers.UUIDField(allow_null=True)
    by_name = serializers.CharField()
    at = serializers.DateTimeField()


class MatchShape(Shape):
    """One of the two people who matched identities."""

    by_name = serializers.CharField()
    at = serializers.DateTimeField()


class StepShape(StepRow):
    """One step in full: what it asks, what was answered, what shows it, and the journey's version as it is now."""

    answers = serializers.DictField()
    reason_code = serializers.CharField(allow_blank=True)
    reason_text = serializers.CharField(allow_blank=True)
    fields_asked = FieldShape(many=True)
    evidence_asked = serializers.ListField(child=serializers.CharField())
    after = serializers.ListField(child=serializers.CharField())
    needs_gate = serializers.CharField(allow_blank=True)
    sets_anchor = serializers.CharField(allow_blank=True)
    two_people = serializers.BooleanField()
    note = serializers.CharField(allow_blank=True)
    rule_source = SourceShape(allow_null=True)
    is_approved = serializers.BooleanField(help_text="By the center's medical director, as it reads; else it is a draft, needs approval.")
    evidence = EvidenceShape(many=True)
    identity_checks = MatchShape(many=True)
    journey_version = serializers.IntegerField()


class AnchorShape(Shape):
    """A date the plan hangs on; `on` is null while nobody knows it."""

    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # the name on the wire; hides an attribute nobody uses
    lane = serializers.ChoiceField(choices=SITES)
    on = serializers.DateField(allow_null=True)
    confidence = serializers.ChoiceField(choices=CONFIDENCES, allow_blank=True)
    source = serializers.CharField(allow_blank=True)  # type: ignore[assignment]  # as above
    set_at = serializers.DateTimeField(allow_null=True)


class AnchorChangeShape(Shape):
    at = serializers.DateTimeField()
    old_on = serializers.DateField(allow_null=True)
    new_on = serializers.DateField(allow_null=True)
    old_confidence = serializers.CharField(allow_blank=True)
    new_confidence = serializers.CharField(allow_blank=True)


class AnchorInFull(AnchorShape):
    """With its changes, the newest first."""

    changes = AnchorChangeShape(many=True)


class ShiftShape(Shape):
    """A date that would move: an anchor, or `count` occurrences of a step that move alike. `told` are those who would hear of it."""

    code = serializers.CharField()
    title = serializers.CharField()
    side = serializers.ChoiceField(choices=SITES)
    is_anchor = serializers.BooleanField()
    old = serializers.DateField(allow_null=True)
    new = serializers.DateField(allow_null=True)
    days = serializers.IntegerField(allow_null=True)
    count = serializers.IntegerField()
    told = serializers.ListField(child=serializers.CharField())


class FollowShape(Shape):
    """What would no longer hold, such as an authorization that ends too early."""

    words = serializers.CharField()
    about = serializers.CharField(allow_blank=True)
    is_anchor = serializers.BooleanField()
    is_unsafe = serializers.BooleanField()


class ForesightShape(Shape):
    """What would follow; nothing of it is written. `count` is how many dates move, each occurrence once."""

    shifts = ShiftShape(many=True)
    follows = FollowShape(many=True)
    told = serializers.ListField(child=serializers.CharField())
    count = serializers.IntegerField()
