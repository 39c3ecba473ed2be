"""The addresses of slots in the table of `urls`: a room of its own, since that file is long."""

from __future__ import annotations

from tests.house.lines import Line, Status, Statuses, api, everyone, line, only

CEDAR_CARE = ("ana", "rae")
LAKESIDE = ("bo", "chen", "nan")
STAFF = ("ana", "rae", "pia", "uma", "cy", "bo", "chen", "nan", "dee")
DESKLESS_API: dict[str, Status] = dict.fromkeys(("pat", "sam", "ida", "pia", "uma"), 403)
DESKLESS: dict[str, Status] = {"pia": 403, "uma": 403}

# Slots of Lakeside. The sample booking is free and the journey has not begun, so nobody but the center sees anything of them.
AT_A_CENTER: Statuses = {**dict.fromkeys(("ana", "rae", "cy"), 403), **DESKLESS}
MANAGERS: Statuses = only("bo", **{**dict.fromkeys(STAFF, 403), "bo": 200})
NO_SAMPLE: Statuses = only(**DESKLESS)
SLOTS: dict[str, Line] = {
    "slots:calendar": line(only(*LAKESIDE, "dee", **AT_A_CENTER)),
    "slots:publish": line(MANAGERS, post={**MANAGERS, "bo": 422}),
    "slots:close": line(MANAGERS, post={**MANAGERS, "bo": 422}),
    "slots:resources": line(MANAGERS, post={**MANAGERS, "bo": 422}),
    "slots:resource": line({**MANAGERS, "bo": 200}, post={**MANAGERS, "bo": 422}),
    "slots:hours": line(post={**MANAGERS, "bo": 422}),
    "slots:booking": line(only(*LAKESIDE, **DESKLESS)),
    "slots:do": line(only(*LAKESIDE, **DESKLESS), post=only(*LAKESIDE, status=422, **DESKLESS), verb="hold"),
    "slots:journey": line(only(*CEDAR_CARE, **DESKLESS)),
    "slots:queue": line(only(*LAKESIDE, "dee", **AT_A_CENTER)),
    "slots:enter": line(only(**AT_A_CENTER), post=only(**AT_A_CENTER)),
    "slots:entry": line(NO_SAMPLE),
    "slots:act": line(post=only(**AT_A_CENTER), verb="answer"),
    "slots:criteria": line(only(*LAKESIDE, "dee", **AT_A_CENTER), post=only(*LAKESIDE, "dee", status=422, **AT_A_CENTER)),
    "slots:judge": line(post=only(**{**dict.fromkeys(STAFF, 403), "chen": 404, "dee": 404}), verb="approve"),
    "slots_api:list": line(api(*LAKESIDE, "dee", others=403), query="?from=2026-11-23&until=2026-11-29"),
    "slots_api:queue": line(
        api(*LAKESIDE, "dee", others=403), post=api(*LAKESIDE, "dee", status=(400, 403), others=403), query="?kind=bed"
    ),
    "slots_api:criteria": line(api(*LAKESIDE, "dee", others=403)),
    "slots_api:entry": line(api(**DESKLESS_API)),
    "slots_api:entry_log": line(api(**DESKLESS_API)),
    **{f"slots_api:entry_{verb}": line(everyone(405, nobody=401), post=api(**DESKLESS_API)) for verb in ("answer", "override", "leave")},
    "slots_api:one": line(api(*LAKESIDE, **DESKLESS_API)),
    "slots_api:*": line(everyone(405, nobody=401), post=api(*LAKESIDE, status=(400, 428), **DESKLESS_API)),
}
