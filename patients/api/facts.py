"""Facts of every kind: listed, read, added, corrected, marked as entered in error. One set of views, made for each kind.

Room: patients.api.
"""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.urls import URLPattern, path
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from carecoord.access.actor import Actor
from carecoord.access.api import actor_of, body, check_parameters, following, key_from, version_from
from patients import verbs
from patients.api import shapes
from patients.api.doors import AFTER, IF_MATCH, KEY, check_replay, mark_in, opened, page_of
from patients.api.fact_shapes import ALL, DrugShape, Kind
from patients.models import Caregiver, Fact, LineDrug, Patient, TherapyLine
from patients.permissions import Permission
from patients.verbs import DrugGiven
from patients.verbs.drugs import settled
from patients.verbs.therapy import in_words

ONE = "patients/<uuid:patient_id>/facts/"


def standing(kind: Kind, patient: Patient) -> QuerySet[Any]:
    """The patient's facts of one kind, without what was entered in error; lines with their drugs, in one statement."""
    rows = kind.model._default_manager.filter(patient=patient, is_entered_in_error=False)
    if kind.model is TherapyLine:
        drugs = LineDrug.objects.filter(line=OuterRef("pk"), is_entered_in_error=False).order_by("name")
        return rows.annotate(given=ArraySubquery(drugs.values(one=JSONObject(**{name: name for name in DrugShape.Meta.fields}))))
    return rows


def drugs_in(values: dict[str, Any]) -> list[DrugGiven] | None:
    """Takes the drugs out of the values of a line; None where none were sent."""
    given = values.pop("given", None)
    return None if given is None else [DrugGiven(**drug) for drug in given]


def added(actor: Actor, kind: Kind, patient: Patient, key: UUID, values: dict[str, Any]) -> Fact:
    if kind.model is TherapyLine:
        given = drugs_in(values) or []
        drugs = settled(TherapyLine(**values), given)
        check_replay(key, TherapyLine(), values, drugs=in_words(drugs))
        return verbs.add_line(actor, patient.pk, key=key, drugs=drugs, **values)
    check_replay(key, kind.model(), values)
    if kind.model is Caregiver:
        return verbs.name_caregiver(actor, patient.pk, key=key, **values)
    return verbs.add_fact(actor, patient.pk, kind.model, key=key, **values)


def corrected(actor: Actor, kind: Kind, pk: UUID, version: int, values: dict[str, Any]) -> Fact:
    if kind.model is TherapyLine:
        return verbs.correct_line(actor, pk, version=version, drugs=drugs_in(values), **values)
    if kind.model is Caregiver:
        return verbs.correct_caregiver(actor, pk, version=version, **values)
    return verbs.correct_fact(actor, kind.model, pk, version=version, **values)


class FactView(APIView):
    """What the views of one kind share."""

    kind: ClassVar[Kind]

    def shown(self, patient: Patient, pk: UUID, *, code: int = 200) -> Response:
        row = standing(self.kind, patient).get(pk=pk)
        return Response(self.kind.shape(row).data, status=code, headers={"ETag": f'"{row.version}"'})


class Facts(FactView):
    """Facts of one kind, the newest entry first, and adding one."""

    def get(self, request: Request, patient_id: UUID) -> Response:
        """What stands in the record, the newest entry first."""
        patient = opened(request, patient_id)
        check_parameters(request, {"after"})
        rows, after = page_of(standing(self.kind, patient), mark_in(request))
        return Response({"results": self.kind.shape(rows, many=True).data, "next": following(request, after)})

    def post(self, request: Request, patient_id: UUID) -> Response:
        """Add one."""
        may_add = Permission.NAME_CAREGIVER if self.kind.model is Caregiver else Permission.EDIT_RECORD
        patient = opened(request, patient_id, may_add)
        key, values = key_from(request), body(request, self.kind.shape)
        row = added(actor_of(request), self.kind, patient, key, values)
        return self.shown(patient, row.pk, code=status.HTTP_201_CREATED)


class OneFact(FactView):
    """One fact, with its version."""

    def get(self, request: Request, patient_id: UUID, fact_id: UUID) -> Response:
        return self.shown(opened(request, patient_id), fact_id)


class CorrectFact(FactView):
    """Change a fact; the history keeps what it said."""

    def post(self, request: Request, patient_id: UUID, fact_id: UUID) -> Response:
        may_correct = Permission.MANAGE_CAREGIVERS if self.kind.model is Caregiver else Permission.EDIT_RECORD
        patient = opened(request, patient_id, may_correct)
        standing(self.kind, patient).get(pk=fact_id)
        values, version = body(request, self.kind.correction), version_from(request)
        corrected(actor_of(request), self.kind, fact_id, version, values)
        return self.shown(patient, fact_id)


class MarkFact(FactView):
    """Entered in error: out of every page and computation; it stays in the history with the reason."""

    def post(self, request: Request, patient_id: UUID, fact_id: UUID) -> Response:
        patient = opened(request, patient_id, Permission.EDIT_RECORD)
        standing(self.kind, patient).get(pk=fact_id)
        given, version = body(request, shapes.ReasonBody), version_from(request)
        verbs.mark_entered_in_error(actor_of(request), self.kind.model, fact_id, version=version, reason=given["reason"])
        return Response(status=status.HTTP_204_NO_CONTENT)


def views_of(kind: Kind) -> list[URLPattern]:
    """The addresses of one kind, each with its own shapes in the schema."""
    slug = kind.slug
    listed = extend_schema(operation_id=f"{slug}_list", parameters=[AFTER], responses=kind.page)
    added = extend_schema(operation_id=f"{slug}_add", parameters=[KEY], request=kind.shape, responses={201: kind.shape})
    one = extend_schema(operation_id=f"{slug}_read", responses=kind.shape)
    correct = extend_schema(operation_id=f"{slug}_correct", parameters=[IF_MATCH], request=kind.correction, responses=kind.shape)
    mark = extend_schema(operation_id=f"{slug}_mark_error", parameters=[IF_MATCH], request=shapes.ReasonBody, responses={204: None})
    at = f"{ONE}{slug}/<uuid:fact_id>/"
    return [
        path(f"{ONE}{slug}/", made(Facts, kind, get=listed, post=added), name=f"facts_{slug}"),
        path(at, made(OneFact, kind, get=one), name=f"fact_{slug}"),
        path(f"{at}correct/", made(CorrectFact, kind, post=correct), name=f"correct_{slug}"),
        path(f"{at}mark_error/", made(MarkFact, kind, post=mark), name=f"mark_error_{slug}"),
    ]


def made(view: type[FactView], kind: Kind, **documented: Any) -> Any:
    own = type(f"{kind.name}{view.__name__}", (view,), {"kind": kind, "__doc__": view.__doc__})
    return extend_schema_view(**documented)(own).as_view()  # type: ignore[attr-defined]  # made above


urlpatterns = [pattern for kind in ALL.values() for pattern in views_of(kind)]
