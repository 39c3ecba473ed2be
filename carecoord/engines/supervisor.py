"""Several processes as one: started together, printed together, ended together. What they are is decided in `house`."""

from __future__ import annotations

import contextlib
import os
import secrets
import selectors
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import FrameType

import psutil

from carecoord.engines.passwords import write_private
from carecoord.engines.process import kill_group, spawn
from carecoord.engines.terminal import Terminal, TerminalGone

MARKED = "CARECOORD_RUN"
PATIENCE = 4.0
TICK = 0.1
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Asked(BaseException):
    """Somebody asked us to end: Ctrl-C, `kill`, or the terminal was closed."""


def ask(_number: int, _frame: FrameType | None) -> None:
    raise Asked


def listen_for_ending() -> None:
    for number in ENDING:
        signal.signal(number, ask)


def end_leftovers(token_file: Path) -> None:
    """End processes of an earlier run whose supervisor was killed; they carry its token in their environment."""
    token = token_file.read_text().strip() if token_file.exists() else ""
    for process in psutil.process_iter() if token else ():
        with contextlib.suppress(psutil.Error, OSError):
            if process.environ().get(MARKED) == token and process.pid != os.getpid():
                process.kill()
                process.wait(5)


class Supervisor:
    """The processes of one run. Engines are not among them: they end after everybody who uses them."""

    def __init__(self, var: Path, *, terminal: Terminal, env: Mapping[str, str]) -> None:
        token_file = var / "run-token"
        end_leftovers(token_file)
        token = secrets.token_hex(16)
        write_private(token_file, token)
        self.env = {**env, MARKED: token}
        self.terminal = terminal
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self.patience: dict[str, float] = {}
        self.selector = selectors.DefaultSelector()

    def start(
        self, name: str, command: Sequence[str], *, cwd: Path, env: Mapping[str, str] | None = None, patience: float = PATIENCE
    ) -> None:
        """Start one process; its output appears under `name`. `patience`: seconds it has to end when it is asked to."""
        child = spawn(command, last_signal=signal.SIGKILL, env={**self.env, **(env or {})}, output=subprocess.PIPE, cwd=cwd)
        assert child.stdout is not None
        os.set_blocking(child.stdout.fileno(), False)
        self.selector.register(child.stdout, selectors.EVENT_READ, name)
        self.children[name] = child
        self.patience[name] = patience

    def run(self, name: str, command: Sequence[str], *, cwd: Path, env: Mapping[str, str] | None = None) -> int:
        """Run one process to its end while printing what it says; returns its exit code."""
        self.start(name, command, cwd=cwd, env=env)
        child = self.children[name]
        while child.stdout in self.selector_files():
            self.pump(TICK)
        del self.children[name]
        return child.wait()

    def selector_files(self) -> set[object]:
        return {key.fileobj for key in self.selector.get_map().values()}

    def pump(self, seconds: float) -> None:
        """Print what the processes wrote, waiting at most `seconds` for something."""
        for chosen, _ in self.selector.select(seconds):
            data = os.read(chosen.fd, 65_536)
            if data:
                self.terminal.feed(chosen.data, data)
            else:
                self.selector.unregister(chosen.fileobj)
                self.terminal.finish(chosen.data)

    def ended(self) -> tuple[str, int] | None:
        """The first process found to have ended, with its exit code."""
        for name, child in self.children.items():
            code = child.poll()
            if code is not None:
                return name, code
        return None

    def watch(self, look: Callable[[], tuple[str, int] | None]) -> tuple[str, int]:
        """Print until a process ends, or `look` finds that something else has; returns which and its exit code."""
        while True:
            self.pump(TICK)
            gone = self.ended() or look()
            if gone:
                self.pump(TICK)
                return gone

    def stop(self) -> None:
        """End all: politely for as long as each may take, then the whole sessions; what has ended in time is not waited for."""
        for child in self.children.values():
            if child.poll() is None:
                child.terminate()
        began = time.monotonic()
        while any(child.poll() is None and time.monotonic() - began < self.patience[name] for name, child in self.children.items()):
            with contextlib.suppress(TerminalGone):
                self.pump(TICK)
        for child in self.children.values():
            kill_group(child.pid)
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(1)
        self.children.clear()
