"""Clinical tools for programs: what there is, and one answer for one set of inputs. Nothing is read from a record and nothing is kept.

Room: patients.api. The arithmetic and its refusals are in `patients.clinical`; a refusal is 422 with the code, the input and a sentence.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from carecoord.access.api import body, check_parameters
from patients.clinical.fields import Kind, Spec
from patients.clinical.guides import GUIDES, IS_REVIEWED
from patients.clinical.refusals import Code, Refusal
from patients.clinical.registry import ALL, TOOLS
from patients.clinical.tool import POSTURE, Answer, Tool, plain


class InputShape(serializers.Serializer[Any]):
    """One input of a tool. `low` and `high` are in the first of `units`; with no units, `unit` is null."""

    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # the framework's own `label` is for forms
    kind = serializers.ChoiceField([one.value for one in Kind])
    units = serializers.ListField(child=serializers.CharField())
    choices = serializers.ListField(child=serializers.CharField())
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)
    is_required = serializers.BooleanField()
    takes_null = serializers.BooleanField(help_text="Null is an answer of its own; leaving the input out is something else.")


class GuideShape(serializers.Serializer[Any]):
    """What a clinician should know before using it."""

    when = serializers.CharField(help_text="When it helps.")
    tried_on = serializers.CharField(help_text="What it was validated in.")
    not_for = serializers.CharField(help_text="What it is not for.")
    is_reviewed = serializers.BooleanField(help_text="False: a draft that no clinician has approved yet.")


class ToolShape(serializers.Serializer[Any]):
    tool = serializers.CharField()
    name = serializers.CharField()
    version = serializers.CharField(help_text="Of the rule and of the dated limits it uses; keep it beside what you store.")
    citation = serializers.CharField()
    caution = serializers.CharField()
    posture = serializers.CharField()
    guide = GuideShape()
    inputs = InputShape(many=True)


class Entry(serializers.Serializer[Any]):
    value = serializers.JSONField(allow_null=True)
    unit = serializers.CharField(allow_null=True)


class Asked(serializers.Serializer[Any]):
    """`{"b2m": {"value": 3.4, "unit": "mg/L"}, ...}`; an input without a unit carries `"unit": null`."""

    inputs = serializers.DictField(child=serializers.JSONField(allow_null=True))


class AnswerShape(serializers.Serializer[Any]):
    tool = serializers.CharField()
    version = serializers.CharField()
    result = serializers.DictField(child=serializers.JSONField(allow_null=True))
    inputs = serializers.DictField(child=Entry())
    converted = serializers.DictField(child=serializers.JSONField(allow_null=True), help_text="In the units the rule compares in.")
    notes = serializers.ListField(child=serializers.CharField())
    citation = serializers.CharField()
    posture = serializers.CharField()


class RefusalShape(serializers.Serializer[Any]):
    code = serializers.ChoiceField([one.value for one in Code])
    field = serializers.CharField()
    detail = serializers.CharField()


def described(tool: Tool[Any, Any]) -> dict[str, Any]:
    return {
        "tool": tool.key,
        "name": tool.name,
        "version": tool.version_with(),
        "citation": tool.citation,
        "caution": tool.caution,
        "posture": POSTURE,
        "guide": {**asdict(GUIDES[tool.key]), "is_reviewed": IS_REVIEWED},
        "inputs": [asked_for(key, spec) for key, spec in tool.inputs.items()],
    }


def asked_for(key: str, spec: Spec) -> dict[str, Any]:
    return {
        "key": key,
        "label": spec.label,
        "kind": spec.kind.value,
        "units": list(spec.units),
        "choices": list(spec.choices),
        "low": plain(spec.low),
        "high": plain(spec.high),
        "is_required": spec.is_required,
        "takes_null": spec.is_nullable,
    }


def answered(answer: Answer) -> dict[str, Any]:
    about = {"inputs": answer.inputs, "converted": answer.converted, "notes": list(answer.notes)}
    return {
        "tool": answer.tool,
        "version": answer.version,
        "result": answer.result,
        **about,
        "citation": answer.citation,
        "posture": POSTURE,
    }


def find(key: str) -> Tool[Any, Any]:
    if key not in TOOLS:
        raise Http404
    return TOOLS[key]


class ClinicalTools(APIView):
    """Every tool with its inputs, units, choices, ranges and source."""

    @extend_schema(operation_id="clinical_tools_list", responses=ToolShape(many=True))
    def get(self, request: Request) -> Response:
        check_parameters(request, set())
        return Response([described(tool) for tool in ALL])


class ClinicalTool(APIView):
    """One tool. An answer is whole or it is a refusal: there are no partial scores."""

    @extend_schema(operation_id="clinical_tools_one", responses=ToolShape)
    def get(self, request: Request, tool: str) -> Response:
        check_parameters(request, set())
        return Response(described(find(tool)))

    @extend_schema(operation_id="clinical_tools_ask", request=Asked, responses={200: AnswerShape, 422: RefusalShape})
    def post(self, request: Request, tool: str) -> Response:
        found = find(tool)
        try:
            answer = found.ask(body(request, Asked)["inputs"], today=timezone.localdate())
        except Refusal as fault:
            return Response({"code": fault.code.value, "field": fault.field, "detail": fault.detail}, status=422)
        return Response(answered(answer))
