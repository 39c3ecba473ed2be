"""The audit app: who looked, who changed, and the proof that nobody altered the log."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "carecoord.audit"
    label = "audit"
    verbose_name = "Audit"

    def ready(self) -> None:
        from carecoord.access import privileges, transaction
        from carecoord.audit import receivers  # noqa: F401  # connects them
        from carecoord.audit.trail import MiddlewareWitness

        privileges.write_only("audit_event")
        privileges.worker_functions("audit.unsealed(int)", "audit.put_seals(smallint[], bigint[], uuid[], text[])", "audit.heads()")
        transaction.witness = MiddlewareWitness()
