"""One style sheet for the browser. `static/css/app.css` names its parts by `@import`, in layers; this finder answers with all of them in
one file, because each part is a question of its own on every page. Nothing else belongs here.
"""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

NAME = "css/app.css"
PART = re.compile(r'@import url\("(?P<path>[^"]+)"\) layer\((?P<layer>\w+)\)(?: (?P<media>\w+))?;')
ADDRESS = re.compile(r"""url\((["']?)(?!data:|https?:|[/#])""")


def source() -> Path:
    return Path(settings.BASE_DIR) / "static" / NAME


def written() -> str:
    """The sheet with its parts in place of their names; addresses in a part of another folder keep their meaning."""
    return PART.sub(_part, source().read_text(encoding="utf-8"))


def _part(found: re.Match[str]) -> str:
    text = (source().parent / found["path"]).read_text(encoding="utf-8")
    folder = found["path"].rpartition("/")[0]
    if folder:
        text = ADDRESS.sub(lambda one: f"url({one[1]}{folder}/", text)
    layer = f"@layer {found['layer']} {{\n{text}\n}}"
    return f"@media {found['media']} {{\n{layer}\n}}" if found["media"] else layer


class OneSheet(BaseFinder):
    """Keeps the file in the state folder, and writes it only when it has changed."""

    def __init__(self, *_: Any, **__: Any) -> None:
        self.storage = FileSystemStorage(location=Path(settings.STATIC_ROOT).with_name("sheet"))

    def find(self, path: str, find_all: bool = False, **_: Any) -> Any:
        if path.replace(os.sep, "/") != NAME:
            return []
        kept = str(self.kept())
        return [kept] if find_all else kept

    def list(self, ignore_patterns: Any) -> Iterator[Any]:
        self.kept()
        yield NAME, self.storage

    def kept(self) -> Path:
        """Many processes may write at once, each the same."""
        path, text = Path(self.storage.path(NAME)), written()
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            new = path.with_name(f"{path.name}.{os.getpid()}.{threading.get_ident()}")
            new.write_text(text, encoding="utf-8")
            new.replace(path)
        return path
