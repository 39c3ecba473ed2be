"""The education app: tells the ground floor which rows are never deleted."""

from __future__ import annotations

from django.apps import AppConfig


class EducationConfig(AppConfig):
    name = "education"
    verbose_name = "Education library"

    def ready(self) -> None:
        from carecoord.access import permissions as table
        from carecoord.access import privileges
        from education.permissions import PERMISSIONS

        privileges.clinical("education_topic", "education_document", "education_version")
        table.register(PERMISSIONS)
