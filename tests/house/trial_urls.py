"""The addresses of trials in the table of `urls`: a room of its own, since that file is long."""

from __future__ import annotations

from tests.house.lines import Line, Status, api, everyone, line, only

LAKESIDE = ("bo", "chen", "nan")
CARE_STAFF = ("ana", "rae", *LAKESIDE, "cy", "dee")
DESKLESS: dict[str, Status] = {"pia": 403, "uma": 403}
DESKLESS_API: dict[str, Status] = dict.fromkeys(("pat", "sam", "ida", "pia", "uma"), 403)

CEDAR = ("ana", "rae")
BOTH_SIDES = (*CEDAR, *LAKESIDE)
NO_CENTER: dict[str, Status] = {**dict.fromkeys((*CEDAR, "cy"), 403), **DESKLESS_API}
NO_PRACTICE: dict[str, Status] = {**dict.fromkeys((*LAKESIDE, "dee"), 403), **DESKLESS_API}
POST = everyone(405, nobody=401)
WRITERS = {**only(*LAKESIDE, "dee"), **dict.fromkeys((*CEDAR, "cy", "pia", "uma"), 403)}

# A trial is no secret: every care team reads it.
TRIALS: dict[str, Line] = {
    "trials:list": line(only(*CARE_STAFF, **DESKLESS)),
    "trials:trial": line(only(*CARE_STAFF, **DESKLESS)),
    "trials:patients": line(only(*CARE_STAFF, **DESKLESS), post=only(*CARE_STAFF, **DESKLESS)),
    "trials:for_patient": line(only("ana", "rae", **DESKLESS)),  # the chart is Cedar Valley's alone
    "trials:criteria": line(WRITERS, post={**WRITERS, **dict.fromkeys(("bo", "chen", "nan", "dee"), 422)}),
    "trials:decide": line(post={**WRITERS, **dict.fromkeys((*LAKESIDE, "dee"), 404)}, verb="approve"),
    "trials:options": line(only(*BOTH_SIDES, **DESKLESS)),
    "trials:consider": line(post={**WRITERS, **dict.fromkeys((*LAKESIDE, "dee"), 404)}),
    "trials:act": line(only(**DESKLESS), post=only(**DESKLESS), verb="offer"),
    "trials_api:options": line(api(*BOTH_SIDES, **DESKLESS_API), post=api(*LAKESIDE, status=400, **NO_CENTER)),
    **{f"trials_api:{verb}": line(POST, post=api(**NO_CENTER)) for verb in ("offer", "withdraw")},
    **{f"trials_api:{verb}": line(POST, post=api(**NO_PRACTICE)) for verb in ("accept", "decline")},
    "trials_api:list": line(api(*CARE_STAFF, **DESKLESS_API)),
    "trials_api:one": line(api(*CARE_STAFF, **DESKLESS_API)),
    "trials_api:patients": line(everyone(405, nobody=401), post=api(*CARE_STAFF, **DESKLESS_API)),
    "trials_api:for_patient": line(api("ana", "rae", **DESKLESS_API)),
}
