"""The part of the table of addresses that belongs to journeys: their API, meetings, calendars; taken up by tests/house/urls.py."""

from __future__ import annotations

from tests.house.lines import Line, Statuses, api, everyone, line, only

CEDAR_CARE = ("ana", "rae")
AT_CENTERS = ("bo", "chen", "nan", "dee")
NOT_THERE: Statuses = dict.fromkeys(("ana", "rae", "cy", "pia", "uma"), 403)
CARE_STAFF = (*CEDAR_CARE, "bo", "chen", "nan", "cy", "dee")
DESKLESS_API: Statuses = dict.fromkeys(("pat", "sam", "ida", "pia", "uma"), 403)
DESKLESS: Statuses = dict.fromkeys(("pia", "uma"), 403)

READ = ("one", "events", "steps", "anchors", "gates", "flags")
# The sample's center has not the chart yet.
JOURNEYS: dict[str, Line] = {
    "pathway:board": line(only(*CARE_STAFF, **DESKLESS)),
    "pathway:journey": line(only(*CEDAR_CARE, **DESKLESS)),
    "meetings:list": line(only(*AT_CENTERS, **NOT_THERE)),
    "meetings:call": line(post=only(*AT_CENTERS, status=422, **NOT_THERE)),
    "meetings:meeting": line(only("bo", "chen", "nan", **NOT_THERE)),
    "meetings:add": line(post=only(**NOT_THERE)),
    "meetings:case": line(only(**NOT_THERE)),
    "meetings:move": line(post=only(**NOT_THERE)),
    "meetings_api:list": line(api(*AT_CENTERS, others=403), post=api(*AT_CENTERS, status=400, others=(400, 403))),
    "meetings_api:actions": line(api(*AT_CENTERS, others=403)),
    "meetings_api:one": line(api("bo", "chen", "nan", others=403, dee=404), post=api(*AT_CENTERS, status=400, others=400)),
    "meetings_api:decide": line(everyone(405, nobody=401), post=api(others=403, **dict.fromkeys(AT_CENTERS, 404))),
    "meetings_api:ask": line(everyone(405, nobody=401), post=api(others=403, **dict.fromkeys(AT_CENTERS, 404))),
    "calendars:mine": line(only("pat", "sam", "ida")),  # who has no road reads so
    "calendars:make_mine": line(post=only("pat", "sam", status=200)),
    "calendars:journey": line(only(*CEDAR_CARE, **DESKLESS)),
    "calendars:make": line(post=only(*CEDAR_CARE, **DESKLESS)),
    "calendars:revoke": line(post=everyone(404)),
    "calendars:feed": line(everyone(404), token="no-such-token"),
    "journeys_api:*": line(everyone(405, nobody=401), post=api(*CEDAR_CARE, status=(400, 403, 409, 428), **DESKLESS_API)),
    "journeys_api:list": line(api(*CARE_STAFF, **DESKLESS_API)),
    "journeys_api:due": line(api(*CARE_STAFF, **DESKLESS_API)),
    "journeys_api:start": line(everyone(405, nobody=401), post=api(*CARE_STAFF, status=400, **dict.fromkeys(DESKLESS_API, (400, 403)))),
    **{f"journeys_api:{name}": line(api(*CEDAR_CARE, **DESKLESS_API)) for name in (*READ, "washout")},
    "journeys_api:branches": line(api(*CEDAR_CARE, **DESKLESS_API), post=api(*CEDAR_CARE, status=(400, 428), **DESKLESS_API)),
    "journeys_api:anchor": line(api(*CEDAR_CARE, **DESKLESS_API), post=api(*CEDAR_CARE, status=400, **DESKLESS_API), code="APH"),
    "journeys_api:gate": line(api(*CEDAR_CARE, **DESKLESS_API), code="G3"),
    "journeys_api:sign": line(everyone(405, nobody=401), post=api(*CEDAR_CARE, status=403, **DESKLESS_API), code="G3"),
    "journeys_api:step": line(api(*CEDAR_CARE, **DESKLESS_API)),
    "journeys_api:resolve": line(everyone(405, nobody=401), post=api(*CEDAR_CARE, status=(400, 428), **DESKLESS_API)),
    "journeys_api:seen": line(everyone(405, nobody=401), post=api(*CEDAR_CARE, status=(403, 404), **DESKLESS_API)),
}
