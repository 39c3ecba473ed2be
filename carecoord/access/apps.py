"""The access app: who may see what. It knows patients only as ids."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AccessConfig(AppConfig):
    name = "carecoord.access"
    label = "access"
    verbose_name = "Access"

    def ready(self) -> None:
        from carecoord.access import (
            openapi,  # noqa: F401  # registers itself with the schema's generator
            permissions,
            privileges,
            rules,
        )
        from carecoord.access.oneself import has_own_road
        from carecoord.accounts import places
        from carecoord.engines import readiness
        from carecoord.ui import navigation
        from carecoord.ui.navigation import Place, Shelf

        permissions.register(rules.TABLE)
        places.has_own_road = has_own_road
        privileges.worker_reads("access_breakglass", "id", "patient_id", "user_id", "custodian_id", "at", "reviewed_at")
        post_migrate.connect(privileges.grant_all, sender=self)
        readiness.register("walls", lambda: readiness.walls(privileges.patient_tables() | {"patients_patient"}))
        for label, url, icon, order, allowed in (
            ("Emergency access", "access:emergency", "warning", 80, rules.breaks_glass),
            ("Emergency reviews", "access:break_glass_reviews", "verified_user", 81, rules.reviews),
        ):
            navigation.register(Place(label, url, icon, order=order, shelf=Shelf.MORE, allowed=allowed))
