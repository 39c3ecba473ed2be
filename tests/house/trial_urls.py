"""The addresses of trials in the table of `urls`: a room of its own, since that file is long."""

from __future__ import annotations

from tests.house.lines import Line, Status, api, everyone, line, only

LAKESIDE = ("bo", "chen", "nan")
CARE_STAFF = ("ana", "rae", *LAKESIDE, "cy", "dee")
DESKLESS: dict[str, Status] = {"pia": 403, "uma": 403}
DESKLESS_API: dict[str, Status] = dict.fromkeys(("pat", "sam", "ida", "pia", "uma"), 403)

# A trial is no secret: every care team reads it.
TRIALS: dict[str, Line] = {
    "trials:list": line(only(*CARE_STAFF, **DESKLESS)),
    "trials:trial": line(only(*CARE_STAFF, **DESKLESS)),
    "trials:patients": line(only(*CARE_STAFF, **DESKLESS), post=only(*CARE_STAFF, **DESKLESS)),
    "trials:for_patient": line(only("ana", "rae", **DESKLESS)),  # the chart is Cedar Valley's alone
    "trials_api:list": line(api(*CARE_STAFF, **DESKLESS_API)),
    "trials_api:one": line(api(*CARE_STAFF, **DESKLESS_API)),
    "trials_api:patients": line(everyone(405, nobody=401), post=api(*CARE_STAFF, **DESKLESS_API)),
    "trials_api:for_patient": line(api("ana", "rae", **DESKLESS_API)),
}
