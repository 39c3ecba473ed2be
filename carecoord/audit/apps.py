"""The audit app: who looked, who changed, and the proof that nobody altered the log."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class AuditConfig(AppConfig):
    name = "carecoord.audit"
    label = "audit"
    verbose_name = "Audit"

    def ready(self) -> None:
        from carecoord.access import permissions, privileges, transaction
        from carecoord.audit import receivers, rules  # noqa: F401  # receivers write down sign-ins and what happens to accounts
        from carecoord.audit.trail import MiddlewareWitness
        from carecoord.ui import navigation
        from carecoord.ui.navigation import Audience, Place, Shelf

        privileges.write_only("audit_event")
        privileges.worker_functions("audit.unsealed(int)", "audit.put_seals(smallint[], bigint[], uuid[], text[])", "audit.heads()")
        report = "audit.report(timestamptz, timestamptz, bigint, uuid, text, text, text, boolean, uuid, int)"
        privileges.functions("audit.of_patient(uuid, uuid, int)", report, "audit.export_wait(int)")
        permissions.register(rules.TABLE)
        transaction.witness = MiddlewareWitness()
        navigation.register(Place("Audit report", "audit:report", "shield", order=82, shelf=Shelf.MORE, allowed=rules.sees_report))
        navigation.register(Place(gettext_lazy("Who looked"), "audit:who_looked", "who_looked", order=70, audience=Audience.PERSON))
