"""The patients app: the person and the facts. Nothing about referrals or the road (see `referrals`)."""

from django.apps import AppConfig
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class PatientsConfig(AppConfig):
    name = "patients"
    verbose_name = "Patients"

    def ready(self) -> None:
        from carecoord.access import people, permissions
        from carecoord.notifications import checks
        from patients.notices import alive, stop_messages
        from patients.permissions import TABLE
        from patients.registry import Registry
        from patients.verbs import on_death

        permissions.register(TABLE)
        people.registry = Registry()
        checks.register(alive)
        on_death(stop_messages)
        self.places()
        self.rights()

    def rights(self) -> None:
        """What the application and the worker may do with the tables, and which functions they may call."""
        from carecoord.access import privileges

        privileges.clinical(*(f"patients_{name}" for name in CLINICAL_TABLES))
        for name in CLINICAL_TABLES:
            privileges.worker_reads(f"patients_{name}")  # nothing, unless a line below says which columns
        privileges.worker_reads("patients_patient", "id", "deceased_at", "custodian_id", "vis", "chart", "restricted")
        privileges.worker_reads("patients_caregiver", "id", "patient_id", "state", "ends_at", "is_entered_in_error", "version", "user_id")
        privileges.worker_writes("patients_caregiver", "state", "version")
        privileges.worker_reads("patients_document", "id", "patient_id", "file", "state", "recorded_at", "version")
        privileges.worker_writes("patients_document", "state", "refusal", "file", "version")
        privileges.history("patients_change")
        privileges.derived("patients_searchkey")
        privileges.worker_reads("patients_searchkey")
        privileges.functions("access.break_glass(uuid, text, text)", "access.emergency_lookup(text, date)")
        privileges.functions("access.answers(text, text[])")
        privileges.functions("access.my_self()", "access.take_up_invitation(text)", "access.open_invitation(text)")

    def places(self) -> None:
        """Where the rail leads."""
        from carecoord.ui.navigation import Audience, Place, Shelf, register
        from patients import tabs

        def sees_patients(request: HttpRequest) -> bool:
            return tabs.reads(request.actor)  # type: ignore[attr-defined]  # set by OneTransaction

        register(Place("Patients", "patients:list", "patients", order=20, allowed=sees_patients))
        register(Place("Clinical tools", "tools:shelf", "science", order=65, shelf=Shelf.MORE, allowed=sees_patients))
        register(Place(_("Who helps"), "my_caregivers:list", "patients", order=50, audience=Audience.PERSON))


CLINICAL_TABLES = (
    "patient",
    "identifier",
    "allergy",
    "diagnosis",
    "therapyline",
    "linedrug",
    "performancestatus",
    "comorbidity",
    "medication",
    "procedure",
    "assessment",
    "result",
    "document",
    "caregiver",
    "coverage",
    "duplicatelink",
    "personalinvitation",
)
