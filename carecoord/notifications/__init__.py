"""Messages that keep their promise: rows first, sending second. Verbs call `post` and `cancel`; everything else here serves those rows.

    from carecoord.notifications import Kind, cancel, post

Not here: what is due (each app's `due.py`, registered with `ladders`), and any clinical word.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from carecoord.notifications.kinds import Audience, Kind
    from carecoord.notifications.outbox import cancel, death, notice, post, post_all
    from carecoord.notifications.routing import Order
    from carecoord.notifications.states import Channel
    from carecoord.notifications.wallclock import Follows, WallTime

__all__ = ["Audience", "Channel", "Follows", "Kind", "Order", "WallTime", "cancel", "death", "notice", "post", "post_all"]
HOMES = {
    "Audience": "kinds",
    "Kind": "kinds",
    "Channel": "states",
    "Order": "routing",
    "cancel": "outbox",
    "death": "outbox",
    "notice": "outbox",
    "post": "outbox",
    "post_all": "outbox",
    "WallTime": "wallclock",
    "Follows": "wallclock",
}


def __getattr__(name: str) -> Any:
    """The names above, loaded on first use: Django imports this package before models may be loaded."""
    if name not in HOMES:
        raise AttributeError(name)
    from importlib import import_module

    return getattr(import_module(f"carecoord.notifications.{HOMES[name]}"), name)
