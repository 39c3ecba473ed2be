"""Trials by the hundred, patients by the ten thousand: one patient against 500 trials, one trial against 20,000 patients.

script/bench --trials
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from datetime import date
from typing import TYPE_CHECKING, Any

from bench.roads import counted

if TYPE_CHECKING:
    from bench.house import House

TRIALS, PEOPLE, FEW = 500, 20_000, 1_000
ONE_MOST, ALL_MOST = 1.0, 10.0  # seconds
MOST_OF_A_PORTION = 14  # statements, however many patients are in it
ROUNDS = 5


def measure(house: House) -> bool:
    """Prints the figures; False where one is missed."""
    house.run("-m", "bench.trials", "fill")
    found = json.loads(house.run("-m", "bench.trials", "ask").splitlines()[-1])
    one, everybody, few = found["one"], found["all"], found["few"]
    say = sys.stdout.write
    say(f"one patient against {one['trials']} trials: {one['seconds']:.2f} s, {one['statements']:.0f} statements; ")
    say(f"to reach < {ONE_MOST:.0f} s\n")
    say(f"one trial against {everybody['people']} patients: {everybody['seconds']:.1f} s, {everybody['portions']} portions of at most ")
    say(f"{everybody['most']:.0f} statements, first told after {everybody['first']:.2f} s; to reach < {ALL_MOST:.0f} s\n")
    say(f"one trial against {few['people']} patients: {few['seconds']:.2f} s, at most {few['most']:.0f} statements a portion\n")
    bounded: bool = max(one["statements"], everybody["most"], few["most"]) <= MOST_OF_A_PORTION
    return bool(bounded and one["seconds"] < ONE_MOST and everybody["seconds"] < ALL_MOST)


# Values of one patient follow from the row's number alone, so that every run fills the same house.
PEOPLE_SQL = """
with cedar as (select id from accounts_organization where short_name = 'Cedar Valley'),
new as (
  insert into patients_patient (id, custodian_id, given_name, family_name, name_key, birth_on, sex, language, needs_interpreter,
      phone, email, address, city, state, zip_code, source, version, created_at, updated_at)
  select gen_random_uuid(), cedar.id, 'Trial', 'Bench' || n, 'bench' || n || ' trial', date '1935-01-01' + (n * 37 %% 16000),
      case n %% 2 when 0 then 'female' else 'male' end, 'en', false, '', '', '', '', '', '', 'bench-trial-' || n, 1, now(), now()
  from generate_series(%s, %s) n, cedar returning id, custodian_id)
insert into access_grant (id, patient_id, organization_id, scope, source, starts_at, reason)
select gen_random_uuid(), id, custodian_id, 'custody', 'custody', now(), '' from new
"""
FACT = "id, patient_id, recorded_at, source, is_entered_in_error, version"
NEW = "gen_random_uuid(), p.id, now(), '', false, 1"
OURS = "from (select id, substr(source, 13)::int n from patients_patient where source like 'bench-trial-%') p"
DIAGNOSES = f"""
insert into patients_diagnosis ({FACT}, icd10, snomed, display, diagnosed_on, myeloma_type, iss, r_iss, cytogenetics,
  is_extramedullary, is_measurable)
select {NEW}, 'C90.02', '', 'Multiple myeloma', date '2018-01-01' + (n % 2000), 'igg_kappa', 'II', '', '{{}}',
  'unknown', 'unknown' {OURS}"""
PERFORMANCE = f"""
insert into patients_performancestatus ({FACT}, ecog, assessed_on) select {NEW}, n % 4, current_date - (n % 300) {OURS}"""
LINES = f"""
insert into patients_therapyline ({FACT}, number, regimen, started_on, best_response, stop_reason, note)
select {NEW}, k, 'Line ' || k, date '2018-06-01' + k * 200, '', '', '' {OURS}, generate_series(1, 4) k where k <= 1 + n % 4"""
DRUGS = """
insert into patients_linedrug (id, line_id, patient_id, name, drug_class, rxnorm, refractory, is_entered_in_error)
select gen_random_uuid(), l.id, l.patient_id, d.name, d.class, '',
  case l.number % 3 when 0 then 'yes' when 1 then 'no' else 'unknown' end, false
from patients_therapyline l join patients_patient p on p.id = l.patient_id and p.source like 'bench-trial-%',
  (values ('bortezomib', 'proteasome_inhibitor'), ('lenalidomide', 'imid'), ('daratumumab', 'anti_cd38')) d(name, class)"""
RESULTS = f"""
insert into patients_result ({FACT}, loinc, name, value, comparator, unit, text, taken_at, low, high, flag)
select {NEW}, c.loinc, c.name, c.least + (n * c.step % c.width), '', c.unit, '', now() - k * interval '40 days', c.low, c.high, ''
{OURS}, generate_series(0, 1) k, (values
  ('718-7', 'Hemoglobin', 7.0, 3, 8.0, 'g/dL', 12.0, 16.0),
  ('777-3', 'Platelets', 20, 7, 300, '10*3/uL', 150, 400),
  ('751-8', 'Neutrophils', 400, 13, 5000, '/uL', 1500, 7000),
  ('731-0', 'Lymphocytes', 100, 11, 2500, '/uL', 1000, 4000),
  ('2160-0', 'Creatinine', 0.6, 0.1, 3.0, 'mg/dL', 0.6, 1.2),
  ('1975-2', 'Bilirubin', 0.2, 0.1, 3.0, 'mg/dL', 0.2, 1.2),
  ('1742-6', 'ALT', 10, 3, 150, 'U/L', 7, 56),
  ('1920-8', 'AST', 10, 3, 150, 'U/L', 10, 40),
  ('10230-1', 'Ejection fraction', 30, 1, 40, '%', 52, 72),
  ('29463-7', 'Weight', 45, 1, 60, 'kg', null, null),
  ('33358-3', 'M-protein', 0.1, 0.3, 4.0, 'g/dL', null, null),
  ('17861-6', 'Calcium', 8.0, 0.1, 4.0, 'mg/dL', 8.5, 10.5)) c(loinc, name, least, step, width, unit, low, high)"""


def fill() -> None:
    """Once: patients of Cedar Valley, trials, and what Lakeside wrote of each trial."""
    from django.db import connection

    from carecoord.access.owner import as_owner
    from patients.models import Patient

    with as_owner():
        if Patient.objects.filter(source=f"bench-trial-{PEOPLE}").exists():
            return
        with connection.cursor() as cursor:
            for first in range(1, PEOPLE, 5_000):
                cursor.execute(PEOPLE_SQL, [first, first + 4_999])
            for statement in (DIAGNOSES, PERFORMANCE, LINES, DRUGS, RESULTS):
                cursor.execute(statement)
            cursor.execute("analyze")
        trials()


CRITERIA: tuple[tuple[str, str, Any, str], ...] = (
    ("ecog", "<=", 1, ""), ("prior_lines", ">=", 2, ""), ("prior_lines", "<=", 4, ""), ("triple_class_exposed", "is", True, ""),
    ("refractory_lenalidomide", "is", True, ""), ("hemoglobin", ">=", 8, "g/dL"), ("anc", ">=", 1000, "/uL"),
    ("platelets", ">=", 75, "10^9/L"), ("crcl", ">=", 40, "mL/min"), ("ast_alt_x_uln", "<=", 3, "xULN"), ("lvef_pct", ">=", 45, "%"),
    ("prior_bcma", "is", False, ""),
)  # fmt: skip  # a table


def trials() -> None:
    from django.utils import timezone

    from carecoord.accounts.models import Organization, User
    from referrals.models import Trial, TrialCriteria

    center = Organization.objects.get(short_name="Lakeside")
    bo, chen = (User.objects.get(email=f"{name}@lakeside.example") for name in ("bo", "chen"))
    ages: dict[str, Any] = {"least_age": 18, "most_age": 85, "only_sex": "all", "is_of_myeloma": True}
    rows = [Trial(nct_id=f"NCT{90_000_000 + n}", title=f"Trial {n}", status="recruiting", source="registry", **ages) for n in range(TRIALS)]
    Trial.objects.bulk_create(rows)
    plain = [{"code": f"c{n}", "fact": f, "compare": c, "value": v, "unit": u} for n, (f, c, v, u) in enumerate(CRITERIA)]
    who: dict[str, Any] = {"drafted_by": bo, "approved_by": chen, "approved_at": timezone.now(), "state": "approved"}
    about: dict[str, Any] = {**who, "center": center, "number": 1, "source": "Bench", "effective_on": date(2026, 1, 1)}
    varied = [[*plain[:1], {**plain[1], "value": 1 + n % 3}, *plain[2:]] for n in range(TRIALS)]
    made = [TrialCriteria(trial=row, criteria=own, **about) for row, own in zip(rows, varied, strict=True)]
    TrialCriteria.objects.bulk_create(made)


def ana() -> Any:
    from carecoord.access.actor import Actor
    from carecoord.accounts.models import Organization, User

    user, place = User.objects.get(email="ana@cedarvalley.example"), Organization.objects.get(short_name="Cedar Valley")
    return Actor(user_id=user.pk, organization_id=place.pk, name=user.name)


def ask() -> None:
    """As Ana, whose practice keeps all these records."""
    from carecoord.access.actor import acting
    from referrals.trials import rounds

    with acting(ana()) as actor:
        ids = rounds.people(actor)
        out = {"one": one_patient(actor, ids[:ROUNDS]), "few": everybody(actor, ids[:FEW]), "all": everybody(actor, ids)}
    sys.stdout.write(json.dumps(out))


def one_patient(actor: Any, ids: list[Any]) -> dict[str, float]:
    """The median of several patients, the first one, which warms up, left out."""
    from referrals.trials import screening

    took, asked, found = [], 0.0, 0
    for patient_id in ids:
        with counted() as sent:
            found = len(screening.for_patient(actor, patient_id) or ())
        took.append(sent["ms"] / 1000)
        asked = max(asked, sent["count"])
    return {"trials": found, "seconds": statistics.median(took[1:]), "statements": asked}


def everybody(actor: Any, ids: list[Any]) -> dict[str, float]:
    from referrals.models import Trial
    from referrals.trials import rounds, rules

    began, first, most, portions = time.perf_counter(), 0.0, 0.0, 0
    (found,) = rules.rules_of(actor, [Trial.objects.get(nct_id="NCT90000007")])
    walk = rounds.walk(actor, found, ids)
    while True:
        with counted() as sent:
            tally = next(walk, None)
        if tally is None:
            break
        portions, most, first = portions + 1, max(most, sent["count"]), first or time.perf_counter() - began
    return {"people": len(ids), "seconds": time.perf_counter() - began, "portions": portions, "most": most, "first": first}


if __name__ == "__main__":
    import django

    django.setup()
    fill() if sys.argv[1] == "fill" else ask()
