"""The accounts app: people, organizations and who works where."""

from django.apps import AppConfig
from django.contrib.admin import apps as stock
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class AdministrationConfig(stock.AdminConfig):
    """Stock Django admin on our own site (`carecoord.accounts.administration`)."""

    default = False
    default_site = "carecoord.accounts.administration.Administration"


class AccountsConfig(AppConfig):
    default = True
    name = "carecoord.accounts"
    label = "accounts"
    verbose_name = "People and organizations"

    def ready(self) -> None:
        from carecoord.accounts import receivers  # noqa: F401  # connects them
        from carecoord.ui.navigation import Audience, Place, Shelf, register

        register(Place("Team", "accounts:team", "groups", order=80, shelf=Shelf.MORE, allowed=is_organization_admin))
        register(Place("Switch organization", "accounts:choose", "organizations", order=10, shelf=Shelf.OWN, allowed=has_choice))
        own, person = Shelf.OWN, Audience.PERSON
        register(Place(_("Back to work"), "accounts:choose", "organizations", order=10, shelf=own, audience=person, allowed=has_choice))
        for audience in Audience:
            register(Place(_("Your account"), "accounts:account", "account", order=20, shelf=Shelf.OWN, audience=audience))


def is_organization_admin(request: HttpRequest) -> bool:
    from carecoord.accounts.models import Role

    place = request.actor.place  # type: ignore[attr-defined]  # set by OneTransaction
    return place is not None and place.role == Role.ORGANIZATION_ADMIN


def has_choice(request: HttpRequest) -> bool:
    return bool(request.session.get("has_choice"))
