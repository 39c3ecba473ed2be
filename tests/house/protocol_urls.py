"""Lines of the table for protocols; taken up by tests/house/urls.py."""

from __future__ import annotations

from tests.cast import STAFF
from tests.house.lines import Line, Statuses, api, line, only

# Protocols hold no patient: whoever works somewhere reads them. Nobody directs Lakeside in the sample, so nobody approves.
AT_WORK: Statuses = only(*STAFF)
PROTOCOLS: dict[str, Line] = {
    "referrals:ladders": line(AT_WORK),
    "protocols:list": line(AT_WORK),
    "protocols:protocol": line(AT_WORK),
    "protocols:compare": line(AT_WORK),
    "protocols:approve": line(post={**AT_WORK, **dict.fromkeys(STAFF, 403)}),
    "protocols:propose": line({**AT_WORK, **dict.fromkeys(STAFF, 403), "bo": 200, "chen": 200, "dee": 200}),
    "protocols:approve_override": line(post={**AT_WORK, **dict.fromkeys(STAFF, 403)}),
    "protocols:withdraw_override": line(post={**AT_WORK, **dict.fromkeys(STAFF, 403), "bo": 409, "chen": 409, "dee": 404}),
    "referrals_api:protocols": line(api(*STAFF, **dict.fromkeys(("pat", "sam", "ida"), 403))),
    "referrals_api:protocol": line(api(*STAFF, **dict.fromkeys(("pat", "sam", "ida"), 403))),
}
