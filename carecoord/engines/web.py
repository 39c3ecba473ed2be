"""Settings of gunicorn, which serves the pages, on one machine and in containers alike. Nothing else belongs here.

Threads rather than greenlets: each request holds one database connection for its one transaction.
"""

from __future__ import annotations

import os
import sys
from typing import Any

from carecoord import env

try:
    ENV = env.load()
except env.BadEnvironment as fault:
    sys.exit(str(fault))

bind = f"{ENV.bind}:{ENV.port}"
worker_class = "gthread"
workers = ENV.web_workers
threads = ENV.web_threads
preload_app = True  # loaded once and shared by all workers: less memory, a quicker start
timeout = 60
graceful_timeout = 3
keepalive = 5
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108  # memory, and gunicorn names its own file in it
control_socket_disable = True  # it would be made in HOME, which may not be there


def when_ready(server: Any) -> None:
    """Refuse to serve with a login that row-level security does not bind, or with missing keys."""
    from carecoord.engines.checks import refuse_errors

    refuse_errors()
