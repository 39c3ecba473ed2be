"""Believable myeloma histories, drawn with a seeded generator. Figures are ordinary ranges, not anybody's."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID

from patients.models import DocumentKind, DrugClass, MyelomaType, Refractory, Response, StopReason

FAMILY = [
    "Okafor",
    "Marsh",
    "Haddad",
    "Velasquez",
    "Tran",
    "Kowalski",
    "Pruitt",
    "Reyes",
    "Boucher",
    "Lindgren",
    "Abara",
    "Castillo",
    "Drummond",
    "Eriksen",
    "Fontaine",
    "Gallagher",
    "Hoang",
    "Ivanova",
    "Jimenez",
    "Kaplan",
    "Lombardi",
    "Mbeki",
    "Nakamura",
    "Olsen",
    "Petrov",
    "Quigley",
    "Rosario",
    "Schmidt",
    "Takahashi",
    "Underwood",
    "Vargas",
    "Whitfield",
    "Xiong",
    "Yamada",
    "Zielinski",
    "Ahmed",
    "Brennan",
    "Chaudhry",
    "Dubois",
    "Espinoza",
    "Fitzgerald",
    "Greco",
    "Hernandez",
    "Ibrahim",
    "Jansen",
    "Kim",
    "Larkin",
    "Moreau",
    "Nowicki",
    "Oyelaran",
]
GIVEN_F = [
    "Denise",
    "Teresa",
    "Irene",
    "Wanda",
    "Elaine",
    "Alma",
    "Bertha",
    "Carmen",
    "Doris",
    "Edith",
    "Frances",
    "Grace",
    "Helen",
    "Ingrid",
    "Joyce",
    "Karen",
    "Lucille",
    "Martha",
    "Norma",
    "Olga",
]
GIVEN_M = [
    "Raymond",
    "Samir",
    "Minh",
    "Hector",
    "Arthur",
    "Bernard",
    "Calvin",
    "Dennis",
    "Ernest",
    "Felix",
    "Gerald",
    "Harold",
    "Isaac",
    "Jerome",
    "Kenneth",
    "Leon",
    "Marvin",
    "Nathan",
    "Otto",
]
CYTOGENETICS = ("del(17p)", "t(4;14)", "1q gain", "t(11;14)", "hyperdiploid", "del(13q)", "normal")
K, M, A = DrugClass.PROTEASOME_INHIBITOR, DrugClass.IMID, DrugClass.ANTI_CD38
DEX = ("dexamethasone", DrugClass.STEROID)
REGIMENS: tuple[tuple[str, tuple[tuple[str, DrugClass], ...]], ...] = (
    ("VRd, then lenalidomide", (("bortezomib", K), ("lenalidomide", M), DEX)),
    ("DKd", (("daratumumab", A), ("carfilzomib", K), DEX)),
    ("Pd + elotuzumab", (("pomalidomide", M), ("elotuzumab", DrugClass.SLAMF7), DEX)),
    ("KCd", (("carfilzomib", K), ("cyclophosphamide", DrugClass.ALKYLATOR), DEX)),
    ("Isa-Pd", (("isatuximab", A), ("pomalidomide", M), DEX)),
    ("SVd", (("selinexor", DrugClass.XPO1), ("bortezomib", K), DEX)),
)
# LOINC, name, unit, low, high, usual value and spread in relapse
LABS: tuple[tuple[str, str, str, str | None, str | None, float, float], ...] = (
    ("718-7", "Hemoglobin", "g/dL", "12.0", "15.5", 10.2, 1.4),
    ("777-3", "Platelets", "10*3/uL", "150", "400", 140, 55),
    ("731-0", "Lymphocytes (ALC)", "10*3/uL", "1.0", "4.0", 0.8, 0.35),
    ("751-8", "Neutrophils (ANC)", "10*3/uL", "1.8", "7.0", 2.6, 0.9),
    ("2160-0", "Creatinine", "mg/dL", "0.6", "1.2", 1.1, 0.35),
    ("17861-6", "Calcium", "mg/dL", "8.6", "10.2", 9.4, 0.5),
    ("2532-0", "LDH", "U/L", "120", "246", 215, 60),
    ("33358-3", "M-protein", "g/dL", None, None, 1.9, 0.8),
    ("48378-4", "Free light chain ratio", "1", "0.26", "1.65", 24, 16),
    ("2276-4", "Ferritin", "ng/mL", "11", "307", 240, 120),
)
DOCUMENTS = (
    DocumentKind.MARROW,
    DocumentKind.PET_CT,
    DocumentKind.ONCOLOGY_SUMMARY,
    DocumentKind.CLINIC_NOTE,
    DocumentKind.INSURANCE_CARD,
    DocumentKind.ECHO,
)


@dataclass
class Line:
    number: int
    regimen: str
    drugs: tuple[tuple[str, DrugClass], ...]
    started_on: date
    stopped_on: date | None
    best_response: Response
    stop_reason: str
    transplant_on: date | None
    refractory: Refractory


@dataclass
class Person:
    """One made-up patient before anything is written."""

    id: UUID
    practice: str
    given: str
    family: str
    birth_on: date
    sex: str
    language: str
    phone: str
    zip_code: str
    mrn: str
    diagnosed_on: date
    kind: MyelomaType
    r_iss: str
    cytogenetics: list[str]
    lines: list[Line]
    ecog: int
    labs: list[dict[str, Any]]
    documents: list[DocumentKind]
    caregiver: str
    deceased_at: datetime | None = None
    extras: dict[str, Any] = field(default_factory=dict)


KINDS = (MyelomaType.IGG_KAPPA, MyelomaType.IGG_LAMBDA, MyelomaType.IGA_KAPPA, MyelomaType.LIGHT_CHAIN_LAMBDA)
ZIPS = {"cedar": "52401", "hillcrest": "61602", "prairie": "57104", "harbor": "16501", "mesa": "81003", "delta": "38701"}


def person(random: Random, number: int, practice: str, today: date) -> Person:
    """Draw one patient; the same generator state gives the same patient."""
    sex, own, other = random.choice((("female", GIVEN_F, GIVEN_M), ("male", GIVEN_M, GIVEN_F)))
    family, given, diagnosed = random.choice(FAMILY), random.choice(own), today - timedelta(days=random.randint(700, 3400))
    return Person(
        id=UUID(int=random.getrandbits(128), version=4),
        practice=practice,
        given=given,
        family=family,
        birth_on=date(random.randint(1941, 1974), random.randint(1, 12), random.randint(1, 28)),
        sex=sex,
        language=random.choices(("en", "es", "ru"), (84, 13, 3))[0],
        phone=f"555-{random.randint(200, 9999):04d}",
        zip_code=ZIPS.get(practice, "52401"),
        mrn=f"{number:07d}",
        diagnosed_on=diagnosed,
        kind=random.choice(KINDS),
        r_iss=random.choice(("I", "II", "II", "III")),
        cytogenetics=sorted(random.sample(CYTOGENETICS[:-1], random.randint(1, 2))),
        lines=lines(random, diagnosed, today),
        ecog=random.choice((0, 1, 1, 1, 2)),
        labs=labs(random, today),
        documents=sorted(random.sample(DOCUMENTS, random.randint(3, 6))),
        caregiver=f"{random.choice(other)} {family}",
    )


def lines(random: Random, diagnosed: date, today: date) -> list[Line]:
    """Two to five lines from diagnosis to now; all but the last ended, mostly in progression."""
    count = random.randint(2, 5)
    chosen = [REGIMENS[0], *random.sample(REGIMENS[1:], count - 1)]
    share = max((today - diagnosed).days - 60, 300) / count
    out, start = [], diagnosed + timedelta(days=random.randint(10, 30))
    for number, (regimen, drugs) in enumerate(chosen, 1):
        last = number == count
        stop = None if last else start + timedelta(days=int(share * random.uniform(0.7, 0.95)))
        progressed = not last and random.random() < 0.85
        response = random.choice((Response.SD, Response.PR) if last else (Response.VGPR, Response.PR, Response.CR, Response.MR))
        reason = "" if last else (StopReason.PROGRESSION if progressed else StopReason.TOXICITY)
        transplant = start + timedelta(days=180) if number == 1 and random.random() < 0.55 else None
        refractory = Refractory.YES if progressed else Refractory.UNKNOWN
        out.append(Line(number, regimen, drugs, start, stop, response, reason, transplant, refractory))
        start = (stop or start) + timedelta(days=random.randint(10, 40))
    return out


def labs(random: Random, today: date) -> list[dict[str, Any]]:
    """Three drawings of the panel over half a year, drifting the way relapse does."""
    out = []
    for ago in (4 + random.randint(0, 5), 90, 170):
        taken = datetime.combine(today - timedelta(days=ago), time(14), tzinfo=UTC)
        for loinc, name, unit, low, high, usual, spread in LABS:
            value = max(random.gauss(usual, spread * 0.6), usual * 0.15)
            out.append({"loinc": loinc, "name": name, "unit": unit, "low": low, "high": high, "value": f"{value:.2f}", "taken_at": taken})
    return out
