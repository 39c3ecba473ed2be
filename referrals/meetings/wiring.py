"""What the room of meetings registers when the application starts."""

from __future__ import annotations

from django.http import HttpRequest


def wire() -> None:
    from carecoord.access import permissions, privileges
    from carecoord.ui import navigation
    from referrals.meetings.permissions import TABLE

    permissions.register(TABLE)
    privileges.clinical("referrals_meeting", "referrals_meetingcase")
    privileges.history("referrals_meetingaction")
    navigation.register(navigation.Place("Meetings", "meetings:list", "patients", order=30, allowed=has_meetings))


def has_meetings(request: HttpRequest) -> bool:
    from carecoord.access.permissions import may
    from referrals.meetings.permissions import Permission

    return may(request.actor, Permission.VIEW)  # type: ignore[attr-defined]  # set by OneTransaction
