"""What a patient and a document look like on the wire, and what may be sent.

Room: patients.api. Shapes of facts are made from the models in `fact_shapes.py`.
"""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from patients.models import DocumentKind, DocumentState, Sex

Shape = serializers.Serializer[Any]
CONTACT = ("language", "needs_interpreter", "phone", "email", "address", "city", "state", "zip_code")
LANGUAGE = r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$"


class PatientRow(Shape):
    """One row of the list: what stands in the header of a record."""

    id = serializers.UUIDField()
    family_name = serializers.CharField()
    given_name = serializers.CharField()
    birth_on = serializers.DateField(allow_null=True)
    sex = serializers.ChoiceField(choices=Sex.choices)
    mrn = serializers.CharField(allow_null=True, help_text="The number at your own organization.")
    custodian_id = serializers.IntegerField()
    deceased_at = serializers.DateTimeField(allow_null=True)
    updated_at = serializers.DateTimeField()
    version = serializers.IntegerField()


class PatientPage(Shape):
    results = PatientRow(many=True)
    next = serializers.URLField(allow_null=True)


class SearchBody(Shape):
    """Sent by POST: what is looked for never stands in an address."""

    asked = serializers.CharField(max_length=80, help_text="Words of the name, an MRN, or a birth date.")
    after = serializers.UUIDField(required=False, help_text="`after` of the page before.")


class SearchPage(Shape):
    results = PatientRow(many=True)
    after = serializers.UUIDField(allow_null=True, help_text="Send it back for the next page.")


class PatientShape(PatientRow):
    """One record. Contact is null while your organization sees the header only."""

    opens_chart = serializers.BooleanField()
    language = serializers.CharField(allow_null=True)
    needs_interpreter = serializers.BooleanField(allow_null=True)
    phone = serializers.CharField(allow_null=True)
    email = serializers.CharField(allow_null=True)
    address = serializers.CharField(allow_null=True)
    city = serializers.CharField(allow_null=True)
    state = serializers.CharField(allow_null=True)
    zip_code = serializers.CharField(allow_null=True)


class DemographicsBody(Shape):
    """What is sent changes; what is left out stays."""

    family_name = serializers.CharField(max_length=80, required=False)
    given_name = serializers.CharField(max_length=80, required=False)
    birth_on = serializers.DateField(required=False, allow_null=True)
    sex = serializers.ChoiceField(choices=Sex.choices, required=False)
    mrn = serializers.CharField(max_length=100, required=False)
    language = serializers.RegexField(LANGUAGE, max_length=16, required=False, help_text="BCP 47")
    needs_interpreter = serializers.BooleanField(required=False)
    phone = serializers.CharField(max_length=32, required=False, allow_blank=True)
    email = serializers.EmailField(required=False, allow_blank=True)
    address = serializers.CharField(max_length=200, required=False, allow_blank=True)
    city = serializers.CharField(max_length=80, required=False, allow_blank=True)
    state = serializers.CharField(max_length=40, required=False, allow_blank=True)
    zip_code = serializers.CharField(max_length=10, required=False, allow_blank=True)


class RegisterBody(DemographicsBody):
    family_name = serializers.CharField(max_length=80)
    given_name = serializers.CharField(max_length=80)
    confirmed_not_duplicate = serializers.BooleanField(
        required=False, help_text="Send true after a 409 `looks_like_duplicate`, once somebody compared the candidates."
    )


class ReasonBody(Shape):
    reason = serializers.CharField(min_length=5, max_length=300, help_text="What was wrong.")


class DocumentShape(Shape):
    """A received document cannot be opened yet; a quarantined or refused one never, and `refusal` says why."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=DocumentKind.choices)
    title = serializers.CharField()
    filename = serializers.CharField(allow_blank=True)
    content_type = serializers.CharField(allow_blank=True, help_text="Found in the content.")
    size = serializers.IntegerField(help_text="Bytes")
    sha256 = serializers.CharField(allow_blank=True)
    pages = serializers.IntegerField(allow_null=True)
    state = serializers.ChoiceField(choices=DocumentState.choices)
    refusal = serializers.CharField(allow_blank=True)
    dated_on = serializers.DateField(allow_null=True)
    organization_id = serializers.IntegerField(help_text="Who sent it.")
    recorded_at = serializers.DateTimeField()
    reviewed_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField()


class DocumentPage(Shape):
    results = DocumentShape(many=True)
    next = serializers.URLField(allow_null=True)


class UploadBody(Shape):
    file = serializers.FileField(allow_empty_file=True)
    kind = serializers.ChoiceField(choices=DocumentKind.choices, default=DocumentKind.OTHER)
    title = serializers.CharField(max_length=160, required=False, allow_blank=True)
    dated_on = serializers.DateField(required=False, allow_null=True)
