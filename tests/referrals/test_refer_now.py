"""Should I refer now? Answers with reasons from what is typed, nothing kept; then the draft of a heads-up where somebody asks for it.

Labels as approved by the FDA in April 2024: Abecma after two lines with all three classes, Carvykti after one where lenalidomide failed.
"""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from patients.models import Identifier
from referrals.models import Referral
from referrals.refer_now.judging import Judged, Outcome, Told, guidance, judge
from tests.cast import Cast
from tests.house.world import client_of
from tests.patients.rows import audited
from tests.truth import truth

HERE = "/refer-now/"
CILTA = Told(age=60, prior_lines=1, drugs=("bortezomib", "lenalidomide"), refractory_lenalidomide=True)
IDE = Told(age=60, prior_lines=2, drugs=("bortezomib", "pomalidomide", "daratumumab"), refractory_lenalidomide=False)


def but(told: Told, **more: Any) -> Told:
    return Told(**{name: getattr(told, name) for name in Told.__dataclass_fields__} | more)


def results(judged: Judged) -> dict[str, str]:
    return {label.product.value: label.result.value for label in judged.labels}


@pytest.mark.parametrize(
    ("told", "outcome", "cilta", "ide"),
    [(CILTA, "now", "met", "not_met"), (IDE, "now", "not_met", "met"), (Told(), "ask", "indeterminate", "indeterminate"),
     (but(CILTA, prior_lines=0, is_complete=True), "heads_up", "not_met", "not_met"),
     (but(IDE, prior_lines=1), "heads_up", "not_met", "not_met"),
     (but(CILTA, refractory_lenalidomide=None), "ask", "indeterminate", "not_met"),
     (but(CILTA, refractory_lenalidomide=False, is_complete=True), "not_yet", "not_met", "not_met"),
     (but(CILTA, refractory_lenalidomide=False, is_complete=True, early_relapse=True), "heads_up", "not_met", "not_met"),
     (but(CILTA, prior_lines=0, is_complete=True, refractory_lenalidomide=False), "not_yet", "not_met", "not_met"),
     (Told(planned=("bcma",)), "now", "indeterminate", "indeterminate"),
     (Told(planned=("alkylator",)), "now", "indeterminate", "indeterminate"),
     (Told(fast=True), "now", "indeterminate", "indeterminate"), (Told(infection=True, ecog=4), "ask", "indeterminate", "indeterminate"),
     (Told(age=60, prior_lines=1, drugs=("bortezomib",), is_complete=True), "not_yet", "not_met", "not_met")],
)  # fmt: skip  # a table: one row a line
def test_the_answer(told: Told, outcome: str, cilta: str, ide: str) -> None:
    judged = judge(told)
    assert (judged.outcome, results(judged)) == (outcome, {"cilta-cel": cilta, "ide-cel": ide})


@pytest.mark.parametrize(
    ("told", "key"),
    [(Told(age=75), "age"), (Told(ecog=3), "ecog"), (Told(infection=True), "infection"), (Told(fast=True), "fast"),
     (Told(drugs=("teclistamab",)), "prior_bcma"), (Told(drugs=("belantamab mafodotin",)), "prior_bcma"),
     (Told(early_relapse=True), "early_relapse")],
)  # fmt: skip  # a table: one row a line
def test_reasons(told: Told, key: str) -> None:
    assert [reason.key for reason in judge(told).reasons] == [key]


@pytest.mark.parametrize(
    "told", [Told(age=74), Told(ecog=2), Told(infection=False), Told(drugs=("talquetamab",)), Told(early_relapse=False)]
)
def test_no_reason(told: Told) -> None:
    assert judge(told).reasons == ()


def test_blank_is_never_no() -> None:
    label = judge(Told(drugs=("bortezomib",))).labels[0]
    assert {one.words: one.met for one in label.criteria} == {
        "18 years or older": None,
        "At least 1 line given": None,
        "Had a proteasome inhibitor": True,
        "Had an immunomodulator": None,
        "Refractory to lenalidomide": None,
    }


def test_one_line_short_names_the_product() -> None:
    (reason,) = judge(but(IDE, prior_lines=1)).reasons
    assert reason.words.startswith("One more line would meet the label of Abecma (ide-cel).")
    assert judge(but(IDE, prior_lines=0)).outcome is Outcome.NOT_YET


def test_the_guidance_is_dated_and_says_who_approved_it() -> None:
    assert guidance().version == "refer-now-1"
    assert guidance().approval
    assert {reason.key for reason in guidance().reasons.values()} >= {"before_bcma", "before_alkylator", "early_relapse"}


ANSWERS = {"prior_lines": "1", "drugs": "VRd", "refractory_lenalidomide": "yes", "age": "60"}


@pytest.mark.django_db
def test_one_screen_with_reasons_and_nothing_kept(cast: Cast) -> None:
    rae = client_of(cast, "rae")
    assert rae.get(HERE).status_code == 200
    with CaptureQueriesContext(
        connection,
    ) as asked:
        answer = rae.post(HERE, ANSWERS)
    text = answer.content.decode()
    assert "Yes, refer now." in text
    assert "The label of Carvykti (cilta-cel) is met." in text
    assert "Carvykti label, 5 April 2024" in text
    assert answer.headers["Cache-Control"] == "no-store"
    assert not [one["sql"] for one in asked.captured_queries if one["sql"].lower().startswith(("insert", "update"))]
    with truth():
        assert not Referral.objects.exists()


@pytest.mark.django_db
def test_an_unknown_spelling_is_refused_at_its_field(cast: Cast) -> None:
    answer = client_of(cast, "rae").post(HERE, {**ANSWERS, "drugs": "VRx"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["drugs"])
    assert "Perhaps you mean VRd" in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("keeps", [True, False])
def test_a_heads_up_is_drafted_and_the_answers_go_along_only_when_asked(cast: Cast, keeps: bool) -> None:
    rae = client_of(cast, "rae")
    asked = rae.post(f"{HERE}heads-up/", ANSWERS)
    assert "OKAFOR" in asked.content.decode()
    key = asked.context["form"]["key"].value()
    sent = {**ANSWERS, "key": key, "patient": str(cast.denise.pk), **({"keep": "on"} if keeps else {})}
    first, again = rae.post(f"{HERE}heads-up/", sent), rae.post(f"{HERE}heads-up/", sent)
    assert first.status_code == 302
    assert first["Location"] == again["Location"]
    with truth():
        draft = Referral.objects.get()
        assert (draft.kind, draft.stage) == ("heads_up", "draft")
        assert ("Drugs given: bortezomib, lenalidomide, dexamethasone." in draft.reason) is keeps
        assert bool(draft.reason) is keeps
    assert len(audited("referral.start")) == 1


@pytest.mark.django_db
def test_by_number_of_ones_own_practice(cast: Cast) -> None:
    rae = client_of(cast, "rae")
    number = {"patient": cast.denise, "organization": cast.organizations["cedar"], "system": "mrn"}
    with truth():
        mrn = Identifier.objects.get_or_create(**number, defaults={"value": "CV-77"})[0].value
    wrong = rae.post(f"{HERE}heads-up/", {**ANSWERS, "key": uuid4().hex, "mrn": "nobody"})
    assert (wrong.status_code, list(wrong.context["form"].errors)) == (422, ["mrn"])
    assert rae.post(f"{HERE}heads-up/", {**ANSWERS, "key": uuid4().hex}).status_code == 422
    assert rae.post(f"{HERE}heads-up/", {**ANSWERS, "key": uuid4().hex, "mrn": mrn}).status_code == 302
    stranger = client_of(cast, "cy").post(f"{HERE}heads-up/", {**ANSWERS, "key": uuid4().hex, "mrn": mrn})
    assert stranger.status_code == 422
    foreign = client_of(cast, "cy").post(f"{HERE}heads-up/", {**ANSWERS, "key": uuid4().hex, "patient": str(cast.denise.pk)})
    assert foreign.status_code == 404
