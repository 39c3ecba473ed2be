"""Lines of the first days and of the way home. The sample journey's center has not the chart yet, so Cedar Valley alone sees it."""

from __future__ import annotations

from tests.house.lines import Line, Status, Statuses, api, everyone, line, only

CEDAR_CARE = ("ana", "rae")
REFUSED: Statuses = {"pia": 403, "uma": 403}
REFUSED_API: Statuses = dict.fromkeys(("pat", "sam", "ida", "pia", "uma"), 403)
POST_ONLY = everyone(405, nobody=401)


def desks(*may: str, **but: Status) -> Statuses:
    return only(*may, **{**REFUSED, **but})


def calls(*may: str, status: Status = 200) -> Statuses:
    return api(*may, status=status, **REFUSED_API)


READS_ONLY: Statuses = desks(**dict.fromkeys(CEDAR_CARE, 403))
WRITES: Statuses = desks(*CEDAR_CARE)
BLANK: Statuses = desks(*CEDAR_CARE, status=422)  # the form again
FIRST_DAYS: dict[str, Line] = {
    "monitoring:course": line(desks(*CEDAR_CARE)),
    "monitoring:check": line(READS_ONLY, post=READS_ONLY),
    "monitoring:grades": line(post=READS_ONLY),
    "monitoring:entry": line(desks(), post=desks()),
    "monitoring:correct": line(READS_ONLY, post=READS_ONLY),
    "monitoring:new_episode": line(READS_ONLY, post=READS_ONLY),
    "monitoring:episode": line(READS_ONLY, post=READS_ONLY),
    "monitoring_api:checks": line(calls(*CEDAR_CARE), post=calls(*CEDAR_CARE, status=400)),
    "monitoring_api:check": line(calls()),
    "monitoring_api:correct": line(POST_ONLY, post=calls()),
    "monitoring_api:retract": line(POST_ONLY, post=calls()),
    "monitoring_api:episodes": line(calls(*CEDAR_CARE), post=calls(*CEDAR_CARE, status=400)),
    "monitoring_api:episode": line(POST_ONLY),
    "monitoring_api:withdraw": line(POST_ONLY, post=calls(*CEDAR_CARE, status=(400, 428))),
}
# The sample has no version and no note.
WAY_HOME: dict[str, Line] = {
    "handoff:home": line(desks(*CEDAR_CARE)),
    "handoff:draft": line(post=READS_ONLY),
    "handoff:handoff": line(desks()),
    "handoff:section": line(READS_ONLY, post=READS_ONLY, code="pending"),
    "handoff:act": line(post=desks()),
    "handoff:pdf": line(desks()),
    "handoff:fhir": line(desks()),
    "handoff:new_visit": line(WRITES, post=BLANK),
    "handoff:correct_visit": line(desks()),
    "handoff_api:list": line(calls(*CEDAR_CARE), post=calls(*CEDAR_CARE, status=403)),
    "handoff_api:one": line(calls()),
    "handoff_api:send": line(POST_ONLY, post=calls()),
    "handoff_api:fhir": line(calls()),
    "handoff_api:visits": line(calls(*CEDAR_CARE), post=calls(*CEDAR_CARE, status=400)),
    "handoff_api:correct_visit": line(POST_ONLY, post=calls(*CEDAR_CARE, status=400)),
}
