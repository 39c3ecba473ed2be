"""What goes over the wire about rules and eligibility. A criterion is written as it is read, with the unit of its fact."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from referrals.selection.criteria import Compare, Level, Outcome, State
from referrals.selection.keys import KEYS
from referrals.selection.states import PRODUCTS, RuleState

Shape = serializers.Serializer[Any]
KEY_CHOICES = [(key, one.label) for key, one in KEYS.items()]


class WayShape(Shape):
    """Another way of meeting a criterion; all of its ways together."""

    code = serializers.CharField(required=False, max_length=60)
    words = serializers.CharField(required=False, allow_blank=True, max_length=160)
    fact = serializers.CharField(max_length=40, help_text="A key of the table of facts, as the `key` of a finding.")
    compare = serializers.ChoiceField(choices=[(one.value, one.value) for one in Compare])
    value = serializers.JSONField(help_text="A number as text, yes or no as true or false, or a list for any_of.")
    unit = serializers.CharField(required=False, allow_blank=True, max_length=20)


class RuleLineShape(WayShape):
    """One line of a rule set."""

    level = serializers.ChoiceField(choices=[(one.value, one.value) for one in Level], required=False)
    max_age_days = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=3650)
    note = serializers.CharField(required=False, allow_blank=True, max_length=300)
    is_confirmed = serializers.BooleanField(required=False)
    unless = WayShape(many=True, required=False)


class RuleSetShape(Shape):
    """One version of one set. `owner` is the center whose own it is; null: for everybody."""

    id = serializers.UUIDField()
    kind = serializers.CharField(help_text="label, trial, center or payer")
    key = serializers.CharField()
    title = serializers.CharField()
    product = serializers.CharField(allow_blank=True)
    owner = serializers.IntegerField(source="owner_id", allow_null=True)
    number = serializers.IntegerField()
    source = serializers.CharField()  # type: ignore[assignment]  # the name on the wire; hides an attribute nobody uses
    approval = serializers.CharField(allow_blank=True)
    approved_at = serializers.DateTimeField(allow_null=True)
    effective_on = serializers.DateField()
    retired_on = serializers.DateField(allow_null=True)
    state = serializers.ChoiceField(choices=RuleState.choices)
    version = serializers.IntegerField()
    criteria = RuleLineShape(source="content", many=True)


class AboutBody(Shape):
    title = serializers.CharField(max_length=120)
    source = serializers.CharField(max_length=300)  # type: ignore[assignment]  # the name on the wire; hides an attribute nobody uses
    reason = serializers.CharField(max_length=300)
    effective_on = serializers.DateField()
    product = serializers.ChoiceField(choices=[("", "Every product"), *PRODUCTS.items()], required=False, allow_blank=True)


class DraftBody(AboutBody):
    """`start`: the set whose criteria the draft begins with."""

    kind = serializers.RegexField("^(center|payer)$", help_text="center or payer")
    key = serializers.SlugField(max_length=40)
    start = serializers.UUIDField(required=False)


class EditBody(Shape):
    criteria = RuleLineShape(many=True)


class RuleVerbBody(Shape):
    """`reason` is needed to end a set alone."""

    reason = serializers.CharField(required=False, allow_blank=True, max_length=300)


class LineShape(Shape):
    """One criterion with its answer, the value it used and what would change it."""

    code = serializers.CharField()
    words = serializers.CharField()
    label = serializers.CharField(required=False)  # type: ignore[assignment]  # the name on the wire; hides an attribute nobody uses
    rule = serializers.CharField()
    level = serializers.ChoiceField(choices=[(one.value, one.value) for one in Level])
    state = serializers.ChoiceField(choices=[(one.value, one.value) for one in State])
    value = serializers.CharField(allow_blank=True)
    on = serializers.CharField(allow_blank=True, help_text="ISO date, empty where none is known.")
    source = serializers.CharField(allow_blank=True)  # type: ignore[assignment]  # the name on the wire; hides an attribute nobody uses
    is_stale = serializers.BooleanField()
    is_confirmed = serializers.BooleanField()
    note = serializers.CharField(allow_blank=True)
    change = serializers.CharField(allow_blank=True)


class VerdictShape(Shape):
    """What one set says. `id` and `judged_at` are null for what is judged now and not kept; `newer` names the set that holds now."""

    id = serializers.UUIDField(allow_null=True)
    rule_set = serializers.UUIDField()
    kind = serializers.CharField(help_text="label, trial, center or payer")
    key = serializers.CharField()
    title = serializers.CharField()
    product = serializers.CharField(allow_blank=True)
    number = serializers.IntegerField()
    source = serializers.CharField()  # type: ignore[assignment]  # the name on the wire; hides an attribute nobody uses
    approval = serializers.CharField(allow_blank=True)
    outcome = serializers.ChoiceField(choices=[(one.value, one.value) for one in Outcome])
    words = serializers.CharField()
    basis = serializers.CharField()
    judged_at = serializers.DateTimeField(allow_null=True)
    judged_by = serializers.CharField(allow_blank=True)
    newer = serializers.UUIDField(allow_null=True)
    lines = LineShape(many=True)


class MissingShape(Shape):
    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # the name on the wire; hides an attribute nobody uses
    ask = serializers.CharField()
    unit = serializers.CharField(allow_blank=True)
    kind = serializers.CharField()


class RedFlagShape(Shape):
    key = serializers.CharField()
    words = serializers.CharField()
    advice = serializers.CharField()


class FreeShape(Shape):
    """`on` is null where no last dose is known; `limiting` alone make it so late."""

    product = serializers.CharField()
    on = serializers.DateField(allow_null=True)
    limiting = serializers.ListField(child=serializers.CharField())
    open = serializers.ListField(child=serializers.CharField())


class CrossingShape(Shape):
    verdict = serializers.UUIDField()
    code = serializers.CharField()
    words = serializers.CharField()
    before = serializers.CharField()
    now = serializers.CharField()
    is_worse = serializers.BooleanField()


class EligibilityShape(Shape):
    """Everything the panel shows, judged now."""

    basis = serializers.CharField()
    verdicts = VerdictShape(many=True)
    missing = MissingShape(many=True)
    red_flags = RedFlagShape(many=True)
    earliest_apheresis = FreeShape(many=True)
    crossings = CrossingShape(many=True)


class FindingBody(Shape):
    """An answer that no table of the record holds: yes, no, or a number with its unit."""

    key = serializers.ChoiceField(choices=KEY_CHOICES)
    value = serializers.CharField(max_length=24)
    unit = serializers.CharField(required=False, allow_blank=True, max_length=20)
    found_on = serializers.DateField()
    note = serializers.CharField(required=False, allow_blank=True, max_length=300)


class FindingShape(Shape):
    id = serializers.UUIDField()
    key = serializers.CharField()
    value = serializers.CharField()
    found_on = serializers.DateField()
    recorded_at = serializers.DateTimeField()
    recorded_by = serializers.CharField(source="recorded_by_name", allow_blank=True)
