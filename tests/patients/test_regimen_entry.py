"""Lines entered by their letters: the drugs they name, refractory by the dates, reasons, what is refused; on the page and over the API."""

from __future__ import annotations

import datetime
from typing import Any
from uuid import uuid4

import pytest

from carecoord.access.actor import acting
from carecoord.access.errors import Refused
from patients import verbs
from patients.models import LineDrug, TherapyLine
from patients.verbs import DrugGiven
from tests.api.callers import PATIENTS, person
from tests.cast import Cast
from tests.house.world import client_of
from tests.patients.pages import url
from tests.patients.rows import history
from tests.truth import truth

pytestmark = pytest.mark.django_db
START, STOP = datetime.date(2024, 1, 8), datetime.date(2025, 6, 2)
DAYS = datetime.timedelta(days=1)
PROGRESSED: dict[str, Any] = {"stopped_on": STOP, "stop_reason": "progression", "best_response": "PR"}


def add(cast: Cast, regimen: str, *drugs: DrugGiven, number: int = 1, **more: Any) -> TherapyLine:
    with acting(cast.actor("ana")) as ana:
        return verbs.add_line(ana, cast.denise.pk, number=number, regimen=regimen, started_on=START, drugs=drugs, **more)


def rows(line: TherapyLine, *names: str) -> dict[str, tuple[str, ...]]:
    with truth():
        standing = LineDrug.objects.filter(line=line, is_entered_in_error=False)
        return {row.name: tuple(getattr(row, name) for name in names) for row in standing}


def test_letters_name_the_drugs_with_their_classes(cast: Cast) -> None:
    line = add(cast, "D-VRd")
    assert rows(line, "drug_class", "refractory") == {
        "daratumumab": ("anti_cd38", "unknown"),
        "bortezomib": ("proteasome_inhibitor", "unknown"),
        "lenalidomide": ("imid", "unknown"),
        "dexamethasone": ("steroid", "unknown"),
    }


def test_refractory_follows_from_the_dates_drug_by_drug(cast: Cast) -> None:
    early = DrugGiven("Velcade", last_dose_on=STOP - 61 * DAYS)
    on_the_day = DrugGiven("Xpovio", last_dose_on=STOP - 60 * DAYS)
    line = add(cast, "VRd", early, on_the_day, DrugGiven("lenalidomide"), **PROGRESSED)
    told = rows(line, "refractory", "refractory_basis")
    assert told == {"Velcade": ("no", "dates"), "Xpovio": ("yes", "dates"), "lenalidomide": ("yes", "dates")}
    assert "lenalidomide (refractory: yes by the dates)" in history(line.pk)[0].values["drugs"][1]


def test_an_own_day_of_progression_counts_before_the_reason_of_stopping(cast: Cast) -> None:
    later: dict[str, Any] = {"stopped_on": STOP, "stop_reason": "completed", "best_response": "VGPR"}
    assert rows(add(cast, "Kd", **later), "refractory") == {"carfilzomib": ("unknown",), "dexamethasone": ("unknown",)}
    near = add(cast, "Kd", number=2, **later, progressed_on=STOP + 60 * DAYS)
    far = add(cast, "Kd", number=3, **later, progressed_on=STOP + 61 * DAYS)
    assert rows(near, "refractory")["carfilzomib"] == ("yes",)
    assert rows(far, "refractory")["carfilzomib"] == ("no",)
    still_given = add(cast, "Kd", number=4, progressed_on=STOP)
    assert rows(still_given, "refractory")["carfilzomib"] == ("yes",)


def test_another_answer_than_the_dates_needs_a_reason(cast: Cast) -> None:
    with pytest.raises(Refused, match=r"by the record \(last dose 02-Jun-2025, progression 02-Jun-2025\) the answer is yes") as refused:
        add(cast, "Rd", DrugGiven("lenalidomide", refractory="no"), **PROGRESSED)
    assert refused.value.field == "drugs.0.refractory_reason"
    why = DrugGiven("lenalidomide", refractory="no", refractory_reason="Stopped by mistake for six months")
    line = add(cast, "Rd", why, **PROGRESSED)
    assert rows(line, "refractory", "refractory_basis", "refractory_reason")["lenalidomide"] == ("no", "said", why.refractory_reason)
    assert "because: Stopped by mistake" in history(line.pk)[0].values["drugs"][1]
    unsure = DrugGiven("lenalidomide", refractory="unknown", refractory_reason="Two records disagree")
    assert rows(add(cast, "Rd", unsure, number=2, **PROGRESSED), "refractory")["lenalidomide"] == ("unknown",)


def test_new_dates_tell_anew_and_what_was_answered_stays(cast: Cast) -> None:
    line = add(cast, "Rd", DrugGiven("lenalidomide"), DrugGiven("dexamethasone", refractory="yes"), best_response="PR")
    with acting(cast.actor("ana")) as ana:
        line = verbs.correct_line(ana, line.pk, version=1, stopped_on=STOP, progressed_on=STOP + 90 * DAYS)
    assert rows(line, "refractory", "refractory_basis") == {"lenalidomide": ("no", "dates"), "dexamethasone": ("yes", "said")}
    with acting(cast.actor("ana")) as ana:
        line = verbs.correct_line(ana, line.pk, version=2, note="Seen again")
    assert set(history(line.pk)[2].values) == {"note"}


@pytest.mark.parametrize(
    ("drug", "field", "says"),
    [(DrugGiven("lenalidomyde"), "name", "Perhaps you mean lenalidomide"), (DrugGiven("lenalidomid", "imid"), "name", "Perhaps you mean"),
     (DrugGiven("anitinib"), "name", "choose its class"), (DrugGiven("Empliciti", "anti_cd38"), "drug_class", "anti-slamf7"),
     (DrugGiven("Xgeva"), "name", "medication"), (DrugGiven("Revlimid"), "name", "Lenalidomide stands twice")],
)  # fmt: skip  # a table: one row a line
def test_a_drug_that_cannot_be_kept(cast: Cast, drug: DrugGiven, field: str, says: str) -> None:
    with pytest.raises(Refused, match=says) as refused:
        add(cast, "A trial", DrugGiven("lenalidomide"), drug)
    assert refused.value.field == f"drugs.1.{field}"


def test_a_new_drug_is_kept_with_its_class(cast: Cast) -> None:
    line = add(cast, "A trial of something new", DrugGiven("XYZ-1234", "bcma_bispecific"))
    assert rows(line, "drug_class") == {"XYZ-1234": ("bcma_bispecific",)}
    with acting(cast.actor("ana")) as ana:
        verbs.correct_line(ana, line.pk, version=1, note="Unblinded", drugs=[DrugGiven("XYZ-1234")])
    assert rows(line, "drug_class") == {"XYZ-1234": ("bcma_bispecific",)}


def test_an_unknown_regimen_is_refused_at_its_field_with_suggestions(cast: Cast) -> None:
    rae, page = client_of(cast, "rae"), url("add_fact", cast, kind="lines")
    typed = {"number": "1", "started_on": "2024-01-08", "drugs-TOTAL_FORMS": "0", "drugs-INITIAL_FORMS": "0", "key": str(uuid4())}
    refused = rae.post(page, {**typed, "regimen": "VRx"})
    assert (refused.status_code, list(refused.context["form"].errors)) == (409, ["regimen"])
    assert "Perhaps you mean VRd" in refused.content.decode()
    assert rae.post(page, {**typed, "regimen": "KPd"}).status_code == 302
    with truth():
        assert set(LineDrug.objects.values_list("name", flat=True)) == {"carfilzomib", "pomalidomide", "dexamethasone"}


def test_a_refusal_of_a_drug_stands_in_its_row(cast: Cast) -> None:
    rae, page = client_of(cast, "rae"), url("add_fact", cast, kind="lines")
    typed = {"number": "1", "regimen": "VRd", "started_on": "2024-01-08", "drugs-TOTAL_FORMS": "3", "drugs-INITIAL_FORMS": "0"}
    refused = rae.post(page, {**typed, "drugs-0-name": "", "drugs-1-name": "Velcade", "drugs-2-name": "Revlimd", "key": str(uuid4())})
    assert refused.status_code == 409
    assert "Perhaps you mean Revlimid" in str(refused.context["drugs"].forms[2].errors["name"])
    assert refused.context["drugs"].forms[1].errors == {}


def test_the_record_shows_the_exposure(cast: Cast) -> None:
    rae, page = client_of(cast, "rae"), url("record", cast)
    add(cast, "VRd", **PROGRESSED)
    shown = {fact.name: (fact.value, fact.more) for fact in rae.get(page).context["page"].exposure}
    assert shown["Triple-class exposed"] == ("No", "no anti-CD38 antibody in the lines")
    assert shown["Penta-drug exposed"] == (
        "No",
        "no second proteasome inhibitor, no second immunomodulator, no anti-CD38 antibody in the lines",
    )
    add(cast, "DPd", number=2)
    shown = {fact.name: (fact.value, fact.more) for fact in rae.get(page).context["page"].exposure}
    assert shown["Triple-class exposed"] == ("Yes", "bortezomib, daratumumab, lenalidomide, pomalidomide")
    assert shown["Triple-class refractory"] == ("Not known", "not answered: daratumumab, pomalidomide")


def test_lines_and_exposure_over_the_api(cast: Cast) -> None:
    rae, lines = person(cast, "rae"), f"{PATIENTS}{cast.denise.pk}/facts/lines/"
    body = {"number": 1, "regimen": "Isa-Kd", "started_on": "2024-01-08", "stopped_on": "2025-06-02", "stop_reason": "progression"}
    made = rae.post(lines, body, key="key-0001")
    assert rae.post(lines, body, key="key-0001").json() == made.json()
    drugs = {drug["name"]: (drug["drug_class"], drug["refractory"], drug["refractory_basis"]) for drug in made.json()["drugs"]}
    assert drugs["isatuximab"] == ("anti_cd38", "yes", "dates")
    unread = rae.post(lines, {**body, "number": 2, "regimen": "Isa-Kx"}, key="key-0002")
    assert (unread.status_code, unread.json()["field"]) == (409, "regimen")
    against = rae.post(lines, {**body, "number": 2, "drugs": [{"name": "Sarclisa", "refractory": "no"}]}, key="key-0003")
    assert (against.status_code, against.json()["field"]) == (409, "drugs.0.refractory_reason")
    found = rae.get(f"{PATIENTS}{cast.denise.pk}/exposure/").json()
    assert found["triple_class"] == {
        "exposed": False,
        "refractory": False,
        "drugs": ["carfilzomib", "isatuximab"],
        "lacking": {"immunomodulatory": 1},
    }
    assert found["drugs"][0] == {"ingredient": "carfilzomib", "kind": "proteasome_inhibitor", "refractory": True}
