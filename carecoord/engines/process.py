"""Starting and ending one process that must not outlive us. Add no knowledge of what the process is for."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO

import psutil

from carecoord.engines.accounts import Account

PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


def tie(parent: int, last_signal: signal.Signals) -> Callable[[], None]:
    """Between fork and exec: ask the kernel to send `last_signal` when we die, however we die (Linux only)."""

    def tied() -> None:
        if LIBC is not None:
            LIBC.prctl(PR_SET_PDEATHSIG, int(last_signal))
            if os.getppid() != parent:
                os._exit(1)

    return tied


def spawn(
    command: Sequence[str],
    *,
    last_signal: signal.Signals,
    env: Mapping[str, str],
    output: IO[bytes] | int,
    account: Account | None = None,
    cwd: Path | str = "/",
) -> subprocess.Popen[bytes]:
    """Start a child in a session of its own (Ctrl-C reaches only us), stepped down to `account` if there is one."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # 3.12+: fork beside threads; `tied` only makes two system calls
        return subprocess.Popen(
            list(command),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=dict(env),
            cwd=cwd,
            start_new_session=True,
            preexec_fn=tie(os.getpid(), last_signal),
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
        )


def end(child: subprocess.Popen[bytes], *signals: tuple[signal.Signals, float]) -> int | None:
    """Send each signal in turn and wait its seconds; the last resort is SIGKILL to the whole session."""
    for number, seconds in signals:
        if child.poll() is None:
            with contextlib.suppress(ProcessLookupError, subprocess.TimeoutExpired):
                child.send_signal(number)
                child.wait(seconds)
    kill_group(child.pid)
    with contextlib.suppress(subprocess.TimeoutExpired):
        child.wait(2)
    return child.returncode


def kill_group(pid: int) -> None:
    """End what is left of a session that `spawn` started."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def living(pid: int) -> psutil.Process | None:
    """The process with this number, unless it is gone or only waits to be reaped."""
    try:
        process = psutil.Process(pid)
        return None if process.status() == psutil.STATUS_ZOMBIE else process
    except psutil.NoSuchProcess:
        return None


def end_orphan(process: psutil.Process, number: signal.Signals, seconds: float) -> bool:
    """Ask a process that lost its supervisor to end; False when it is still there after `seconds`."""
    with contextlib.suppress(psutil.NoSuchProcess):
        process.send_signal(number)
    deadline = time.monotonic() + seconds
    while living(process.pid):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True
