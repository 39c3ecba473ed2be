"""docs/openapi.yaml says what the code says; every call has a name of its own, a shape, and its problems."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from django.conf import settings
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiYamlRenderer
from drf_spectacular.validation import validate_schema

HOW = "Run `manage.py spectacular --validate --fail-on-warn --file docs/openapi.yaml`."


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    with GENERATOR_STATS.silence():
        made: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]  # ships none
    return made


def test_the_file_is_in_step(schema: dict[str, Any]) -> None:
    written = (settings.BASE_DIR / "docs" / "openapi.yaml").read_text()
    assert written == OpenApiYamlRenderer().render(schema, renderer_context={}).decode(), HOW  # type: ignore[no-untyped-call]  # as above


def test_it_is_valid(schema: dict[str, Any]) -> None:
    validate_schema(schema)  # type: ignore[no-untyped-call]  # ships none


def test_every_call_has_a_name_callers_and_problems() -> None:
    written = yaml.safe_load((settings.BASE_DIR / "docs" / "openapi.yaml").read_text())
    calls = [call for methods in written["paths"].values() for call in methods.values()]
    names = [call["operationId"] for call in calls]
    assert len(names) == len(set(names))
    assert all(call["security"] for call in calls)
    assert all("application/problem+json" in call["responses"]["default"]["content"] for call in calls)
