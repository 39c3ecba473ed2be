"""The access app: who may see what. It knows patients only as ids."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AccessConfig(AppConfig):
    name = "carecoord.access"
    label = "access"
    verbose_name = "Access"

    def ready(self) -> None:
        from carecoord.access import privileges
        from carecoord.engines import readiness

        post_migrate.connect(privileges.grant_all, sender=self)
        readiness.register("walls", lambda: readiness.walls(privileges.patient_tables() | {"patients_patient"}))
