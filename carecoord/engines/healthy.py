"""`python -m carecoord.engines.healthy web|beat`: asks a container's own process whether it is well; exit code 0 or 1, and why."""

from __future__ import annotations

import sys
import time
from http.client import HTTPConnection, HTTPException

from carecoord import env

PULSE = "beat-pulse"  # the file that beat touches at each tick (carecoord.engines.beat)
SLOWEST = 15  # seconds between two ticks at most


def status(settings: env.Environment, path: str) -> int:
    """What our own web process answers, 0 where it does not. It is asked by a name that it serves."""
    address = "127.0.0.1" if settings.bind in ("0.0.0.0", "::") else settings.bind  # noqa: S104  # compared with, not listened on
    link = HTTPConnection(address, settings.port, timeout=4)
    name = settings.hosts[0].lstrip(".") if settings.hosts[0] != "*" else "localhost"
    try:
        link.request("GET", path, headers={"Host": name})
        return link.getresponse().status
    except (OSError, HTTPException):
        return 0
    finally:
        link.close()


def fault(part: str) -> str:
    """Why this part is not well; empty where it is."""
    settings = env.load()
    if part == "web":
        answer = status(settings, "/readyz")
        return "" if answer == 200 else f"/readyz answers {answer or 'nothing'}"
    pulse = settings.var / PULSE
    age = time.time() - pulse.stat().st_mtime if pulse.exists() else None
    return "" if age is not None and age < 4 * SLOWEST else f"the last tick was {'never' if age is None else f'{age:.0f} s ago'}"


if __name__ == "__main__":
    sys.exit(fault(sys.argv[1]) or 0)
