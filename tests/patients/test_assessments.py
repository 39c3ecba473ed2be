"""Clinical tools over a record: filled in with day and age, kept on demand, never changed, seen by whoever has the chart."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import Error, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from carecoord.access.actor import acting
from carecoord.access.errors import NotAllowed
from patients import verbs
from patients.clinical.refusals import Refusal
from patients.clinical.registry import TOOLS
from patients.models import Assessment, Change, PerformanceStatus, Result
from patients.pages import assessments as pages
from tests.cast import Cast
from tests.house.world import client_of
from tests.patients.clinical.asking import v
from tests.patients.pages import url
from tests.truth import truth

pytestmark = pytest.mark.django_db
ISS = {"b2m": v(3.4, "mg/L"), "albumin": v(3.6, "g/dL")}
TYPED = {"b2m_0": "3.4", "b2m_1": "mg/L", "albumin_0": "3.6", "albumin_1": "g/dL"}


def result(cast: Cast, loinc: str, value: str, unit: str, *, days: int = 5, **more: Any) -> None:
    taken = timezone.now() - datetime.timedelta(days=days)
    with truth():
        Result.objects.create(patient=cast.denise, loinc=loinc, name=loinc, value=Decimal(value), unit=unit, taken_at=taken, **more)


def form(cast: Cast, tool: str, who: str = "rae") -> Any:
    return client_of(cast, who).get(url("tool", cast, tool=tool)).context["form"]


def kept(cast: Cast, who: str = "rae", **more: Any) -> Assessment:
    with acting(cast.actor(who)) as actor:
        return verbs.keep_assessment(actor, cast.denise.pk, "iss", ISS, **more)


def test_the_latest_result_is_filled_in_with_its_day_and_age(cast: Cast) -> None:
    result(cast, "1952-1", "9.9", "mg/L", days=90)
    result(cast, "1952-1", "3.4", "mg/L", days=5)
    field = form(cast, "iss").fields["b2m"]
    day = timezone.localdate() - datetime.timedelta(days=5)
    assert field.initial == ("3.4", "mg/L")
    assert field.help_text.endswith(f"From the record, {day:%d-%b-%Y}, 5 days old.")


def test_either_code_of_a_test_counts_and_a_limit_comes_from_the_range(cast: Cast) -> None:
    result(cast, "2532-0", "180", "U/L", days=30, high=Decimal(250))
    result(cast, "14804-9", "260", "U/L", days=2, high=Decimal(240))
    fields = form(cast, "riss").fields
    assert fields["ldh"].initial == ("260", "U/L")
    assert fields["ldh_uln"].initial == ("240", "U/L")


@pytest.mark.parametrize(("unit", "more"), [("mmol/mol", {}), ("mg/L", {"comparator": "<"}), ("mg/L", {"is_entered_in_error": True})])
def test_what_is_no_exact_value_in_a_known_unit_is_not_filled_in(cast: Cast, unit: str, more: dict[str, Any]) -> None:
    result(cast, "1952-1", "3.4", unit, **more)
    assert form(cast, "iss").fields["b2m"].initial is None


def test_age_sex_and_performance_come_from_the_record(cast: Cast) -> None:
    with truth():
        PerformanceStatus.objects.create(patient=cast.denise, ecog=1, assessed_on=timezone.localdate())
    fields = form(cast, "simplified_frailty").fields
    assert fields["age"].initial[0].isdigit()
    assert fields["ecog"].initial == "1"
    assert form(cast, "ckd_epi_2021").fields["sex"].initial == "female"


@pytest.mark.parametrize("tool", sorted(TOOLS))
def test_every_tool_opens_over_a_record_in_few_statements(cast: Cast, tool: str) -> None:
    client = client_of(cast, "rae")
    client.get(url("tools", cast))
    with CaptureQueriesContext(connection) as said:
        assert client.get(url("tool", cast, tool=tool)).status_code == 200
    assert len(said) <= 16


def test_an_answer_is_shown_and_not_kept_unless_asked(cast: Cast) -> None:
    page = client_of(cast, "rae").post(url("tool", cast, tool="iss"), TYPED)
    assert page.context["answer"].result[0].value == "I"
    with truth():
        assert not Assessment.objects.exists()


def test_kept_with_inputs_version_and_source_and_shown(cast: Cast) -> None:
    client, key = client_of(cast, "rae"), str(uuid4())
    for _ in range(2):
        assert client.post(url("tool", cast, tool="iss"), {**TYPED, "keep": "yes", "key": key}).status_code == 302
    with truth():
        row = Assessment.objects.get()
    assert (row.tool, row.result) == ("iss", {"stage": "I"})
    assert row.inputs["b2m"] == {"value": 3.4, "unit": "mg/L"}
    assert row.rule == TOOLS["iss"].version_with()
    shown = client.get(url("tools", cast)).content.decode()
    assert "Greipp" not in shown
    assert f"Rule {row.rule}" in shown
    assert "Answer of a clinical tool" in client.get(url("history", cast)).content.decode()


def test_a_refusal_keeps_nothing(cast: Cast) -> None:
    page = client_of(cast, "rae").post(url("tool", cast, tool="iss"), {**TYPED, "b2m_0": "-1", "keep": "yes"})
    assert page.status_code == 422
    with pytest.raises(Refusal), acting(cast.actor("rae")) as actor:
        verbs.keep_assessment(actor, cast.denise.pk, "iss", {"b2m": v(3.4, "mg/L")})
    with truth():
        assert not Assessment.objects.exists()


def test_a_kept_answer_never_changes_even_from_raw_sql(cast: Cast) -> None:
    row = kept(cast)
    for change in ('result = \'{"stage": "III"}\'', "inputs = '{}'", "rule = 'iss/2'", "tool = 'riss'"):
        with pytest.raises(Error, match="never changed"), truth(), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"update patients_assessment set {change} where id = %s", [row.pk])


def test_a_newer_rule_is_said_and_the_answer_stays(cast: Cast) -> None:
    row = kept(cast)
    row.rule = "iss/0"
    shown = pages.as_kept(cast.denise, row)
    assert shown.newer_rule == TOOLS["iss"].version_with()
    assert shown.result[0].value == "I"


def test_marked_as_entered_in_error_it_leaves_the_page_and_stays_in_the_history(cast: Cast) -> None:
    row, client = kept(cast), client_of(cast, "rae")
    at = url("mark_assessment", cast, assessment_id=row.pk)
    client.post(at, {"version": row.version, "reason": "x"})
    with truth():
        assert not Assessment.objects.get().is_entered_in_error
    client.post(at, {"version": row.version, "reason": "Wrong patient's values"})
    assert "No answer of a tool is kept yet" in client.get(url("tools", cast)).content.decode()
    with truth():
        assert Assessment.objects.get().is_entered_in_error
        assert Change.objects.filter(row_id=row.pk).count() == 2


def test_who_may_not(cast: Cast) -> None:
    kept(cast)
    with pytest.raises(NotAllowed), acting(cast.actor("pia")) as actor:
        verbs.keep_assessment(actor, cast.denise.pk, "iss", ISS)
    for who in ("cy", "bo", "pat"):
        assert client_of(cast, who).get(url("tools", cast)).status_code == 404
    for who in ("cy", "bo"):
        with acting(cast.actor(who)):
            assert not Assessment.objects.exists()
