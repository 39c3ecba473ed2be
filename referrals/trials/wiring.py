"""What the room of trials registers when the application starts."""

from __future__ import annotations

from django.http import HttpRequest


def wire() -> None:
    from carecoord.access import permissions, privileges
    from carecoord.access.permissions import may
    from carecoord.ui import navigation
    from patients import tabs
    from referrals.trials.permissions import TABLE, Permission

    permissions.register(TABLE)
    privileges.clinical("referrals_trialcriteria", "referrals_trialoption")
    tabs.register(tabs.Tab("Trials", "trials:for_patient", order=39, allowed=lambda actor: may(actor, Permission.SCREEN)))
    more = navigation.Shelf.MORE
    navigation.register(navigation.Place("Trials", "trials:list", "near_me", order=62, shelf=more, allowed=reads_trials))


def reads_trials(request: HttpRequest) -> bool:
    from carecoord.access.permissions import may
    from referrals.trials.permissions import Permission

    return may(request.actor, Permission.VIEW)  # type: ignore[attr-defined]  # set by OneTransaction
