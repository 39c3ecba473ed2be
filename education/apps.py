"""The education app: tells the ground floor which rows are never deleted."""

from __future__ import annotations

from django.apps import AppConfig
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class EducationConfig(AppConfig):
    name = "education"
    verbose_name = "Education library"

    def ready(self) -> None:
        from carecoord.access import permissions as table
        from carecoord.access import privileges
        from education.permissions import PERMISSIONS

        privileges.clinical("education_topic", "education_document", "education_version")
        table.register(PERMISSIONS)
        register_places()


def register_places() -> None:
    """The library in everybody's menu; what waits for review for those who may review."""
    from carecoord.ui.navigation import Audience, Place, Shelf, register

    register(Place(_("Learn"), "education:library", "education", order=40, audience=Audience.PERSON))
    register(Place(_("What should I do?"), "education:signs", "phone", order=41, audience=Audience.PERSON))
    register(Place("Patient education", "education:library", "education", order=60, shelf=Shelf.MORE))
    register(Place("Review articles", "education:review_list", "verified", order=61, shelf=Shelf.MORE, allowed=reviews))
    register(Place("Review articles", "education:review_list", "verified", order=61, audience=Audience.ADMINISTRATOR))


def reviews(request: HttpRequest) -> bool:
    """Asks nothing of the database: role and place are on the actor."""
    from carecoord.access.permissions import at_center
    from education.permissions import reviews_content

    actor = getattr(request, "actor", None)
    return actor is not None and reviews_content(actor, None) and at_center(actor, None)
