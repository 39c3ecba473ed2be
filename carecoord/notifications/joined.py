"""A function of PostgreSQL that Django has no word for: an array's members as one text."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Func, TextField, Value


class Joined(Func):
    function = "array_to_string"
    output_field = TextField()

    def __init__(self, column: str, **extra: Any) -> None:
        super().__init__(F(column), Value(","), **extra)
