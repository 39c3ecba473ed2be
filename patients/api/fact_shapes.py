"""Shapes of facts, made from the models by the same table as the forms: one for the answer and adding, one for correcting, one for a page.

Room: patients.api.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rest_framework import serializers

from patients.forms import KINDS
from patients.forms.facts import FLAGS
from patients.forms.lines import LINE_FIELDS
from patients.models import Caregiver, Fact, LineDrug, TherapyLine

DECIMALS = ("value", "low", "high")
KEPT = ("id", "recorded_at", "version")
CAREGIVER_FIELDS = (
    "name",
    "relationship",
    "phone",
    "email",
    "language",
    "availability",
    "drives",
    "is_backup",
    "is_emergency_contact",
    "state",
)


class DrugShape(serializers.ModelSerializer[LineDrug]):
    """Class and refractoriness may be left out: the name gives the one, the dates of the line the other, where they say."""

    class Meta:
        model = LineDrug
        fields = ("name", "drug_class", "rxnorm", "started_on", "last_dose_on", "refractory", "refractory_basis", "refractory_reason")
        read_only_fields = ("refractory_basis",)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of fact. `slug` stands in addresses, `name` in the schema."""

    slug: str
    model: type[Fact]
    shape: type[serializers.ModelSerializer[Any]]
    correction: type[serializers.ModelSerializer[Any]]
    page: type[serializers.Serializer[Any]]

    @property
    def name(self) -> str:
        return self.model.__name__


def shape_of(model: type[Fact], name: str, fields: tuple[str, ...], *, is_correction: bool) -> type[serializers.ModelSerializer[Any]]:
    """In a correction nothing is required: what is left out stays."""
    more: dict[str, Any] = {}
    if model is TherapyLine:
        more["drugs"] = DrugShape(many=True, required=False, source="given")
        fields = (*fields, "drugs")
    if "flag" in fields:
        more["flag"] = FlagField(choices=FLAGS, required=False, allow_blank=True)
    options: dict[str, dict[str, Any]] = {name: {"normalize_output": True} for name in DECIMALS if name in fields}
    for field in fields if is_correction else ():
        if field not in more:
            options.setdefault(field, {})["required"] = False
    meta = {"model": model, "fields": (*KEPT, *fields), "read_only_fields": (*KEPT, "state"), "extra_kwargs": options}
    return type(name, (serializers.ModelSerializer,), {**more, "Meta": type("Meta", (), meta)})


class FlagField(serializers.ChoiceField):
    """Computed from the range unless the laboratory calls it critical; so all flags are shown and one is taken."""

    def to_representation(self, value: Any) -> Any:
        return str(value)


def kind_of(slug: str, model: type[Fact], fields: tuple[str, ...]) -> Kind:
    name = model.__name__
    shape = shape_of(model, f"{name}Shape", fields, is_correction=False)
    correction = shape_of(model, f"{name}Correction", fields, is_correction=True)
    parts = {"results": shape(many=True), "next": serializers.URLField(allow_null=True)}
    return Kind(slug, model, shape, correction, type(f"{name}Page", (serializers.Serializer,), parts))


ALL = {
    **{kind.slug: kind_of(kind.slug, kind.model, kind.fields or LINE_FIELDS) for kind in KINDS.values()},
    "caregivers": kind_of("caregivers", Caregiver, CAREGIVER_FIELDS),
}
