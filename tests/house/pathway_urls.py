"""The addresses of a journey's pages in the table of `urls`; taken up there."""

from __future__ import annotations

from tests.house.lines import Line, Status, api, everyone, line, only

CEDAR_CARE = ("ana", "rae")
CARE_STAFF = (*CEDAR_CARE, "bo", "chen", "nan", "cy", "dee")
DESKLESS: dict[str, Status] = {"pia": 403, "uma": 403}


def desks(*may: str, **but: Status) -> dict[str, Status]:
    return only(*may, **{**DESKLESS, **but})


# The sample journey's center has not the chart yet: only the practice opens it, and what the center alone does is refused.
ROAD: dict[str, Line] = {
    "notices:attention": line(only("ana", "rae", "cy", "bo", "chen", "nan", "dee", others=404, pia=403, uma=403, nobody=302)),
    "notices:api_attention": line(api("ana", "rae", "cy", "bo", "chen", "nan", "dee", others=403)),
    "notices:api_claim": line(everyone(405, nobody=401), post=everyone(428, nobody=401)),  # without a version there is nothing to take
    "notices:api_release": line(everyone(405, nobody=401), post=everyone(428, nobody=401)),
    "notices:api_finish": line(everyone(405, nobody=401), post=everyone(428, nobody=401)),
    "notices:attend": line(post=only(pia=403, uma=403), verb="claim"),  # without a version there is nothing to take
    "referrals:huddle": line(desks(*CARE_STAFF)),
    "referrals:told": line(desks(*CEDAR_CARE, "bo", "chen", "nan")),
    "pathway:steps": line(desks(*CARE_STAFF)),
    "pathway:see_flag": line(post=desks(**dict.fromkeys(CEDAR_CARE, 403))),
    "pathway:step": line(desks(*CEDAR_CARE), post=desks(**dict.fromkeys(CEDAR_CARE, 422))),
    "pathway:act": line(desks(*CEDAR_CARE), post=desks(**dict.fromkeys(CEDAR_CARE, 422)), verb="skip"),
    "pathway:told": line(desks(*CEDAR_CARE)),
    "pathway:dates": line(desks(*CEDAR_CARE), post=desks(**dict.fromkeys(CEDAR_CARE, 403))),
    "pathway:protocol": line(desks(**dict.fromkeys(CEDAR_CARE, 403))),
    "pathway:end": line(desks(*CEDAR_CARE), post=desks(**dict.fromkeys(CEDAR_CARE, 422))),
    "pathway:chain": line(desks(**dict.fromkeys(CEDAR_CARE, 403))),
    "pathway:gate": line(desks(*CEDAR_CARE), post=desks(**dict.fromkeys(CEDAR_CARE, 302)), code="G3"),
    "pathway:renew": line(desks(*CEDAR_CARE), post=desks(**dict.fromkeys(CEDAR_CARE, 422))),
    "pathway:branches": line(desks(*CEDAR_CARE)),
    "pathway:resolve": line(desks(*CEDAR_CARE), post=desks(**dict.fromkeys(CEDAR_CARE, 422))),
}
