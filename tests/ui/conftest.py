"""Strict templates (an undefined variable is an error) and a browser that sees the gallery with the house's own policy headers."""

from __future__ import annotations

import copy
import mimetypes
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from csp.utils import build_policy
from django.conf import settings as conf
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.test import override_settings
from django.utils import translation

from tests.ui.gallery import PAGES

HERE = Path(__file__).parent


class UndefinedVariable(AssertionError):
    pass


class Strict(str):
    """As `string_if_invalid`: Django asks whether it holds a place for the name, then puts the name there."""

    __slots__ = ()

    def __contains__(self, part: object) -> bool:
        return True

    def __mod__(self, name: object) -> str:
        raise UndefinedVariable(f"The template names {name!s}, which is not there.")


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """A request leaves its language active in the thread."""
    yield
    translation.deactivate()


@pytest.fixture
def strict() -> Iterator[None]:
    templates: Any = copy.deepcopy(conf.TEMPLATES)
    templates[0]["DIRS"] = [*templates[0]["DIRS"], HERE / "templates"]
    templates[0]["OPTIONS"]["string_if_invalid"] = Strict("undefined")
    with override_settings(TEMPLATES=templates):
        yield


def gallery_page(name: str) -> str:
    return render_to_string(f"gallery/{name}.html", {**PAGES[name](), "messages": []})


class Window(BaseHTTPRequestHandler):
    """Serves gallery pages (`/parts`) and static files, with the Content-Security-Policy of the settings."""

    pages: dict[str, str] = {}

    def do_GET(self) -> None:
        if self.path.startswith("/static/"):
            found = finders.find(self.path.removeprefix("/static/").split("?")[0])
            return self.answer(Path(str(found)).read_bytes() if found else None, mimetypes.guess_type(self.path)[0] or "text/plain")
        page = self.pages.get(self.path)
        return self.answer(page.encode() if page is not None else None, "text/html; charset=utf-8")

    def answer(self, body: bytes | None, kind: str) -> None:
        self.send_response(200 if body is not None else 404)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Security-Policy", build_policy())
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def window() -> Iterator[str]:
    """The address of a server that shows `Window.pages`."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Window)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def gallery(strict: None, window: str) -> str:
    Window.pages = {f"/{name}": gallery_page(name) for name in PAGES}
    return window
