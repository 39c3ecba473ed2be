"""Lines of the page that says where one is reached, of messages that reached nobody, and of the doors for providers."""

from __future__ import annotations

from tests.house.lines import Line, everyone, line, only, signed_in

REACHED: dict[str, Line] = {
    "notices:choices": line(signed_in()),
    "notices:hours": line(signed_in()),
    "notices:unsubscribe": line(everyone(404), post=everyone(404), token="no-such-token"),
    "notices:reach": line(signed_in()),
    "notices:mend_mail": line(post=signed_in(302)),
    "notices:phone": line(post=signed_in(302)),
    "notices:phone_code": line(post=signed_in(302)),
    "notices:phone_remove": line(post=signed_in(302)),
    "notices:device": line(post=signed_in(302)),
    "notices:device_remove": line(post=signed_in(404), device_id=1),
    "notices:push_worker": line(everyone(200)),
    "notices:text_hook": line(post=everyone(403)),  # unsigned calls
    "notices:text_status": line(post=everyone(403)),
    "notices:mail_hook": line(everyone(403), post=everyone(403)),  # this house has no provider that reports
    "notices:undelivered": line(only("ana", "rae", "cy", "bo", "chen", "nan", "dee", others=404, pia=403, uma=403, nobody=302)),
    "notices:undelivered_act": line(post=everyone(404, pia=403, uma=403, nobody=302), verb="again"),  # the sample has not failed
    "metrics": line(everyone(404)),  # no such page unless the settings name who may read it
}
