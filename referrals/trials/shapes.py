"""What the API of trials sends: shapes of answers."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from referrals.selection.criteria import Outcome, State
from referrals.trials.states import OnlySex, Source, TrialStatus

Shape = serializers.Serializer[Any]
STATES = [(one.value, one.value) for one in State]


class TrialContact(Shape):
    name = serializers.CharField(allow_blank=True)
    phone = serializers.CharField(allow_blank=True)
    email = serializers.CharField(allow_blank=True)
    role = serializers.CharField(allow_blank=True)


class TrialSiteShape(Shape):
    """`miles` is null where the place or the ZIP it is counted from is not known."""

    facility = serializers.CharField()
    city = serializers.CharField(allow_blank=True)
    state = serializers.CharField(allow_blank=True)
    zip_code = serializers.CharField(allow_blank=True)
    country = serializers.CharField(allow_blank=True)
    status = serializers.ChoiceField(choices=TrialStatus.choices, allow_blank=True, help_text="Of the site; blank: that of the trial.")
    miles = serializers.SerializerMethodField()

    def get_miles(self, row: Any) -> int | None:
        miles = getattr(row, "miles", None)
        return None if miles is None else round(miles)


class TrialRow(Shape):
    nct_id = serializers.CharField()
    title = serializers.CharField()
    acronym = serializers.CharField(allow_blank=True)
    status = serializers.ChoiceField(choices=TrialStatus.choices)
    phases = serializers.ListField(child=serializers.CharField())
    interventions = serializers.ListField(child=serializers.CharField())
    is_open = serializers.BooleanField()
    is_stale = serializers.BooleanField(help_text="The record was read more than 30 days ago.")
    read_at = serializers.DateTimeField()
    updated_on = serializers.DateField(allow_null=True)


class TrialListed(Shape):
    """`site` is the nearest that takes patients, else the nearest of all."""

    trial = TrialRow()
    site = TrialSiteShape(allow_null=True)


class TrialWhole(TrialRow):
    official_title = serializers.CharField(allow_blank=True)
    why_stopped = serializers.CharField(allow_blank=True)
    study_type = serializers.CharField(allow_blank=True)
    sponsor = serializers.CharField(allow_blank=True)
    conditions = serializers.ListField(child=serializers.CharField())
    keywords = serializers.ListField(child=serializers.CharField())
    summary = serializers.CharField(allow_blank=True)
    eligibility = serializers.CharField(allow_blank=True)
    only_sex = serializers.ChoiceField(choices=OnlySex.choices, allow_blank=True)
    least_age = serializers.DecimalField(max_digits=7, decimal_places=3, allow_null=True, help_text="Years, included.")
    most_age = serializers.DecimalField(max_digits=7, decimal_places=3, allow_null=True, help_text="Years, included.")
    starts = serializers.CharField(allow_blank=True)
    completes = serializers.CharField(allow_blank=True)
    enrollment = serializers.IntegerField(allow_null=True)
    record_kind = serializers.ChoiceField(choices=Source.choices, source="source", help_text="Which shape it was read from.")
    contacts = TrialContact(many=True)


class TrialWithSites(TrialWhole):
    sites = TrialSiteShape(many=True)


class CriterionAnswer(Shape):
    """One criterion with the value that was used."""

    words = serializers.CharField()
    rule = serializers.CharField()
    state = serializers.ChoiceField(choices=STATES)
    value = serializers.CharField(allow_blank=True)
    on = serializers.CharField(allow_blank=True, help_text="The day the value is from.")
    found_in = serializers.CharField(allow_blank=True, source="source")
    change = serializers.CharField(allow_blank=True, help_text="What would change the answer.")


class TrialAnswer(Shape):
    """One trial for one patient. Outside a trial's range says nothing about whether somebody can be treated."""

    nct_id = serializers.CharField()
    title = serializers.CharField()
    outcome = serializers.ChoiceField(choices=[(one.value, one.value) for one in Outcome])
    words = serializers.CharField()
    is_written = serializers.BooleanField(help_text="False: age, sex and disease alone are compared.")
    rests_on = serializers.CharField(source="source", help_text="Whose criteria, and of which version.")
    lines = CriterionAnswer(many=True)


class TrialPerson(Shape):
    patient_id = serializers.UUIDField()
    words = serializers.CharField()
    reasons = serializers.ListField(child=serializers.CharField())


class TrialRound(Shape):
    """One trial against everybody: the first hundred within, and the first hundred of whom the least is missing."""

    total = serializers.IntegerField()
    within = serializers.IntegerField()
    unknown = serializers.IntegerField()
    outside = serializers.IntegerField()
    best = TrialPerson(many=True)
    near = TrialPerson(many=True)
