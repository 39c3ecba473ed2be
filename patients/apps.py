"""The patients app: the person and the facts. Nothing about referrals or the road (see `referrals`)."""

from django.apps import AppConfig


class PatientsConfig(AppConfig):
    name = "patients"
    verbose_name = "Patients"

    def ready(self) -> None:
        from carecoord.access import permissions, privileges
        from carecoord.notifications import checks
        from patients.notices import alive, stop_messages
        from patients.permissions import TABLE
        from patients.verbs import on_death

        permissions.register(TABLE)
        checks.register(alive)
        on_death(stop_messages)
        privileges.clinical(*(f"patients_{name}" for name in CLINICAL_TABLES))
        for name in CLINICAL_TABLES:
            privileges.worker_reads(f"patients_{name}")  # nothing, unless a line below says which columns
        privileges.worker_reads("patients_patient", "id", "deceased_at", "custodian_id", "vis", "chart", "restricted")
        privileges.worker_reads("patients_caregiver", "id", "patient_id", "state", "ends_at", "is_entered_in_error", "version", "user_id")
        privileges.worker_writes("patients_caregiver", "state", "version")
        privileges.worker_reads("patients_document", "id", "patient_id", "file", "state", "recorded_at", "version")
        privileges.worker_writes("patients_document", "state", "refusal", "file", "version")
        privileges.history("patients_change")
        privileges.functions("access.break_glass(uuid, text, text)", "access.my_self()", "access.take_up_invitation(text)")


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
    "result",
    "document",
    "caregiver",
    "coverage",
    "duplicatelink",
    "personalinvitation",
)
