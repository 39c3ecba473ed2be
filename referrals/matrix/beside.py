"""What belongs to no patient's road: unread notices, emergency access, addresses, summaries."""

from __future__ import annotations

from carecoord.notifications import Kind
from referrals.matrix.shape import Column, Line, Stops, Tells

PRACTICE, COORDINATORS, HOME, OTHERS = Column.PRACTICE, Column.COORDINATORS, Column.HOME, Column.OTHERS

LINES = (
    Line(
        "An urgent notice that nobody of a site has read",
        (
            Tells(COORDINATORS, Kind.NEEDS_SOMEBODY, "ladder:unread.urgent", "after four working hours; who leads a working day later"),
            Tells(PRACTICE, Kind.NEEDS_SOMEBODY, "ladder:unread.urgent", "after four working hours; who leads a working day later"),
        ),
        Stops.READ,
    ),
    Line(
        "Emergency access was used, is not reviewed",
        (
            Tells(OTHERS, Kind.BREAK_GLASS_USED, "call:carecoord.notifications.emergencies:tell", "at once, to the privacy officers"),
            Tells(OTHERS, Kind.BREAK_GLASS_REVIEW_LATE, "ladder:access.review", "72 hours later and a day after that"),
            Tells(OTHERS, Kind.BREAK_GLASS_NOT_REVIEWED, "ladder:access.unreviewed", "to the organization's admins, a day later still"),
            Tells(
                HOME, Kind.RECORD_OPENED, "call:carecoord.notifications.emergencies:tell", "after the time the settings give the reviewer"
            ),
        ),
        Stops.READ,
    ),
    Line(
        "Mail to somebody comes back",
        (
            Tells(OTHERS, Kind.MAIL_RETURNED, "call:carecoord.notifications.returned:kind_for"),
            Tells(HOME, Kind.MY_MAIL_RETURNED, "call:carecoord.notifications.returned:kind_for"),
        ),
        Stops.READ,
    ),
    Line(
        "Unread notices, for whoever chose a summary",
        (
            Tells(OTHERS, Kind.DIGEST, "call:carecoord.notifications.digest:_write"),
            Tells(HOME, Kind.DIGEST, "call:carecoord.notifications.digest:_write"),
        ),
        Stops.READ,
    ),
)
