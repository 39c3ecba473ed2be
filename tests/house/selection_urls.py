"""Lines of the table for rules and eligibility; taken up by tests/house/urls.py."""

from __future__ import annotations

from tests.cast import STAFF
from tests.house.lines import Line, Status, Statuses, api, everyone, line, only

CEDAR_CARE = ("ana", "rae")
LAKESIDE = ("bo", "chen", "nan")
BOTH_SIDES = (*CEDAR_CARE, *LAKESIDE)
DESKLESS: dict[str, Status] = {"pia": 403, "uma": 403}
NOT_AT_WORK: dict[str, Status] = dict.fromkeys(("pat", "sam", "ida"), 403)
WRITERS = ("bo", "chen", "dee")

# Rules hold no patient: whoever works somewhere reads them. The sample is Lakeside's own, approved, so nobody edits it any more.
AT_WORK: Statuses = only(*STAFF)
DRAFTERS: Statuses = {**AT_WORK, **dict.fromkeys(STAFF, 403)}


def desks(*may: str, status: Status = 200, **but: Status) -> Statuses:
    return only(*may, status=status, **{**DESKLESS, **but})


def drafters(status: Status) -> Statuses:
    return {**DRAFTERS, **dict.fromkeys(WRITERS, status)}


SELECTION: dict[str, Line] = {
    "selection:rules": line(AT_WORK),
    "selection:new": line(drafters(200), post=drafters(422)),
    "selection:rule_set": line(AT_WORK),
    "selection:copy": line(post=drafters(302)),
    "selection:edit": line(drafters(404), post=drafters(404)),
    "selection:test": line(post=drafters(404)),
    "selection:do": line(post=only(bo=403, nan=403, chen=409), verb="approve"),
    "selection:eligibility": line(desks(*BOTH_SIDES)),
    "selection:ask": line(post=desks(*BOTH_SIDES, status=409)),
    "selection:answer": line(post=desks(*BOTH_SIDES, status=422)),
    "selection:store": line(post=desks(*BOTH_SIDES, status=302)),
    "selection:verdict": line(desks(*CEDAR_CARE)),
    "selection_api:rule_sets": line(api(*STAFF, **NOT_AT_WORK), post=api(**dict.fromkeys(WRITERS, 400), others=403)),
    "selection_api:rule_set": line(api(*STAFF, **NOT_AT_WORK)),
    "selection_api:edit": line(everyone(405, nobody=401), post=api(**dict.fromkeys(WRITERS, (400, 428)), others=403)),
    "selection_api:do": line(everyone(405, nobody=401), post=api(**dict.fromkeys(STAFF, (404, 428)), others=403), verb="approve"),
    "selection_api:eligibility": line(api(*BOTH_SIDES, **DESKLESS, **NOT_AT_WORK)),
    "selection_api:verdicts": line(
        api(*BOTH_SIDES, **DESKLESS, **NOT_AT_WORK), post=api(*BOTH_SIDES, status=201, **DESKLESS, **NOT_AT_WORK)
    ),
    "selection_api:verdict": line(api(*CEDAR_CARE, **DESKLESS, **NOT_AT_WORK)),
    "selection_api:findings": line(everyone(405, nobody=401), post=api(*BOTH_SIDES, status=400, **DESKLESS, **NOT_AT_WORK)),
}
