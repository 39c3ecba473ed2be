"""Lines of the clinical tools, of "should I refer now?" and of the lines of therapy of a draft."""

from __future__ import annotations

from tests.house.care import CEDAR_CARE, desks
from tests.house.lines import Line, Statuses, line, signed_in

LAKESIDE = ("bo", "chen", "nan")
CARE_STAFF = (*CEDAR_CARE, *LAKESIDE, "cy", "dee")
AT_CENTERS: Statuses = dict.fromkeys((*LAKESIDE, "dee"), 403)
TOOLS: dict[str, Line] = {
    "referrals:refer_now": line(desks(*CARE_STAFF), post=desks(*CARE_STAFF)),  # arithmetic: nobody's data
    "referrals:heads_up": line(post=desks(*CEDAR_CARE, "cy", **AT_CENTERS)),
    "referrals:draft_line": line(desks(**AT_CENTERS), post=desks(**AT_CENTERS)),
    "tools:shelf": line(desks(*CARE_STAFF)),
    "tools:tool": line(desks(*CARE_STAFF), post=desks(*CARE_STAFF, status=422), tool="iss"),
    "tools:guide": line(desks(*CARE_STAFF), tool="washout"),
    "patients_api:tools": line(signed_in(nobody=401)),  # arithmetic: nobody's data
    "patients_api:tool": line(signed_in(nobody=401), post=signed_in(400, nobody=401), tool="iss"),
}
