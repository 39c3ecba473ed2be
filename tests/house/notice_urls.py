"""The table of addresses, the part of notices: see `tests.house.urls`."""

from __future__ import annotations

from tests.house.lines import Line, api, everyone, line, only, signed_in

# One's own notices; the sample is addressed to Bo.
NOTICES: dict[str, Line] = {
    **REACHED,
    "notices:list": line(signed_in()),
    "notices:live": line(everyone(200, nobody=401)),
    "notices:choices": line(signed_in()),
    "notices:hours": line(signed_in()),
    "notices:attention": line(only("ana", "rae", "cy", "bo", "chen", "nan", "dee", others=404, pia=403, uma=403, nobody=302)),
    "notices:attend": line(post=only("bo", "chen", "nan", status=302, pia=403, uma=403), verb="claim"),
    "notices:undelivered": line(only("ana", "rae", "cy", "bo", "chen", "nan", "dee", others=404, pia=403, uma=403, nobody=302)),
    "notices:undelivered_act": line(post=everyone(404, pia=403, uma=403, nobody=302), verb="again"),  # the sample has not failed
    "notices:unsubscribe": line(everyone(404), post=everyone(404), token="no-such-token"),
    "notices:read_all": line(post=signed_in(302)),
    "notices:notice": line(only("bo", status=302)),
    "notices:open": line(post=only("bo", status=302)),
    "notices:read": line(post=only("bo", status=302)),
    "notices:api_list": line(api(*STAFF, *PERSONS, "ida")),
    "notices:api_choices": line(api(*STAFF, *PERSONS, "ida")),
    "notices:api_hours": line(api(*STAFF, *PERSONS, "ida")),
    "notices:api_read": line(everyone(405, nobody=401), post=api("bo", status=204)),
}
