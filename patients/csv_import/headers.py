"""Which column holds what: by the names practices use, or as the operator says.

Room: patients.csv_import.
"""

from __future__ import annotations

from collections import defaultdict

from carecoord.interop.faults import Fault

ALIASES: dict[str, tuple[str, ...]] = {
    "mrn": ("mrn", "medicalrecordnumber", "recordnumber", "chartnumber", "patientid", "patientno", "patientnumber", "recid", "id"),
    "family_name": ("familyname", "lastname", "surname", "last", "family", "lname", "apellido"),
    "given_name": ("givenname", "firstname", "first", "given", "fname", "forename", "nombre"),
    "full_name": ("fullname", "patientname", "name", "patient"),
    "birth_on": ("dateofbirth", "dob", "birthdate", "birthon", "born", "birthday", "fechadenacimiento"),
    "sex": ("sex", "gender", "administrativesex", "administrativegender"),
    "language": ("language", "preferredlanguage", "lang"),
    "needs_interpreter": ("needsinterpreter", "interpreter", "interpreterneeded"),
    "phone": ("phone", "phonenumber", "telephone", "mobile", "mobilephone", "cell", "cellphone", "homephone", "tel"),
    "email": ("email", "emailaddress", "mail"),
    "address": ("address", "addressline", "address1", "addressline1", "street", "streetaddress", "streetnumber", "address2"),
    "city": ("city", "town", "suburb"),
    "state": ("state", "province", "region"),
    "zip_code": ("zip", "zipcode", "postalcode", "postcode"),
    "deceased_on": ("dateofdeath", "deceaseddate", "deathdate", "deceasedon", "dod"),
    "diagnosis_code": ("icd10", "icd10code", "icd10cm", "diagnosiscode", "dxcode"),
    "diagnosis_name": ("diagnosis", "diagnosisname", "dx"),
    "diagnosed_on": ("dateofdiagnosis", "diagnosisdate", "diagnosedon", "dxdate"),
}  # fmt: skip  # a table: one row a line
SEVERAL = frozenset({"address"})  # several columns make one address
DIAGNOSIS = frozenset({"diagnosis_code", "diagnosis_name", "diagnosed_on"})
NAMES = frozenset({"family_name", "given_name", "full_name"})

Mapping = dict[str, list[str]]


def plain(header: str) -> str:
    return "".join(c for c in header.casefold() if c.isalnum())


def find_columns(columns: list[str], told: dict[str, str]) -> Mapping:
    """Columns by field. `told` maps a column to a field and wins; an empty field means: leave this column out."""
    mapping: Mapping = defaultdict(list)
    for column, name in told.items():
        if name:
            mapping[_field(name)].append(_column(column, columns))
    free = [column for column in columns if plain(column) not in {plain(c) for c in told}]
    for name, aliases in ALIASES.items():
        if name in mapping and name not in SEVERAL:
            continue
        found = [column for alias in aliases for column in free if plain(column) == alias]
        mapping[name].extend(found if name in SEVERAL else found[:1])
    chosen = {name: sorted(found, key=columns.index) for name, found in mapping.items() if found}
    _enough(chosen, columns)
    return chosen


def _field(name: str) -> str:
    if name not in ALIASES:
        raise Fault(f"“{name}” is not a field; the fields are {', '.join(ALIASES)}.")
    return name


def _column(column: str, columns: list[str]) -> str:
    found = next((c for c in columns if c == column or plain(c) == plain(column)), None)
    if found is None:
        raise Fault(f"There is no column “{column}”; the columns are {', '.join(columns[:30])}.")
    return found


def _enough(chosen: Mapping, columns: list[str]) -> None:
    """Names make patients; without names a record number and a diagnosis are needed."""
    if NAMES & chosen.keys():
        return
    if "mrn" in chosen and DIAGNOSIS & chosen.keys():
        return
    raise Fault(
        f"No column holds a name, so no patient can be told from another. The columns are {', '.join(columns[:30])}; "
        "say which is which with --map COLUMN=family_name.",
        line=1,
        column=1,
    )
