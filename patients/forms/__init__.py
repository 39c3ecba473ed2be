"""The shape of what is typed: is it sensible? What may happen with it is a verb's business.

Room: patients.
"""

from patients.forms.documents import UploadForm
from patients.forms.facts import KINDS, FactKind, ReasonForm, fact_form
from patients.forms.lines import DrugForms, LineForm
from patients.forms.people import CaregiverForm, InviteForm, InvitePatientForm, ScopesForm
from patients.forms.person import DeathForm, DemographicsForm, RegisterForm, SearchForm

__all__ = [
    "KINDS",
    "CaregiverForm",
    "DeathForm",
    "DemographicsForm",
    "DrugForms",
    "FactKind",
    "InviteForm",
    "InvitePatientForm",
    "LineForm",
    "ReasonForm",
    "RegisterForm",
    "ScopesForm",
    "SearchForm",
    "UploadForm",
    "fact_form",
]
