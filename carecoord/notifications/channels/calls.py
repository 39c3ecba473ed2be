"""HTTP calls that another thread can end: a time limit counts from byte to byte, so an answer that drips would never meet it."""

from __future__ import annotations

import contextlib
import socket
from typing import Any
from weakref import WeakSet

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool


class Calls(requests.Session):
    """A session that knows its open connections."""

    def __init__(self) -> None:
        super().__init__()
        self.links: WeakSet[HTTPConnection] = WeakSet()
        for scheme in ("https://", "http://"):
            self.mount(scheme, Adapter(self.links))

    def cut(self) -> None:
        """Shut every connection; whoever waits for an answer gets a fault at once."""
        for link in list(self.links):
            if link.sock is not None:
                with contextlib.suppress(OSError):
                    link.sock.shutdown(socket.SHUT_RDWR)


class Adapter(HTTPAdapter):
    def __init__(self, links: WeakSet[HTTPConnection]) -> None:
        self.links = links
        super().__init__()

    def init_poolmanager(self, *sizes: Any, **options: Any) -> None:
        super().init_poolmanager(*sizes, **options)
        self.poolmanager.pool_classes_by_scheme = pools(self.links)


def pools(links: WeakSet[HTTPConnection]) -> dict[str, type[HTTPConnectionPool]]:
    """The library's own, whose connections are noted in `links` once they stand."""

    class Noted:
        def connect(self) -> None:
            super().connect()  # type: ignore[misc]  # of the connection it is mixed into
            links.add(self)  # type: ignore[arg-type]  # which it is

    plain, secure = (type(kind.__name__, (Noted, kind), {}) for kind in (HTTPConnection, HTTPSConnection))
    return {
        "http": type("Pool", (HTTPConnectionPool,), {"ConnectionCls": plain}),
        "https": type("SecurePool", (HTTPSConnectionPool,), {"ConnectionCls": secure}),
    }
