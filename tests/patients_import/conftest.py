"""Running the import commands as an operator would, and looking at what they left behind."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

Run = Callable[..., str]


@pytest.fixture(autouse=True)
def _uploads(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "uploads"


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """`run(resource, ...)` writes each to a file and imports them for Cedar Valley; returns what was printed."""

    def go(
        *contents: dict[str, Any] | bytes | Path, command: str = "import_fhir", organization: str = "Cedar Valley", **options: Any
    ) -> str:
        paths = []
        for number, content in enumerate(contents):
            if isinstance(content, Path):
                paths.append(content)
                continue
            path = tmp_path / f"file-{number}.json"
            path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
            paths.append(path)
        out = StringIO()
        call_command(command, *map(str, paths), organization=organization, stdout=out, stderr=StringIO(), **options)
        return out.getvalue()

    return go
