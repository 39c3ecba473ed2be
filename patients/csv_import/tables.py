"""Bytes to a table: encoding, separator, header, blank and short rows.

Room: patients.csv_import. What a column means is in `headers.py`.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass, field

from carecoord.interop.elements import clean
from carecoord.interop.faults import Fault

MAX_ROWS = 100_000
SEPARATORS = ",;\t|"
BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


@dataclass(frozen=True)
class Row:
    """One line of the list; `number` counts data rows from 1, `line` is its line in the file."""

    number: int
    line: int
    cells: dict[str, str]
    remark: str = ""


@dataclass
class Table:
    columns: list[str]
    rows: list[Row] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def read_table(raw: bytes) -> Table:
    """Raises Fault when this is no table with a header and at least one row."""
    text, remark = decode(raw)
    lines = _lines(text)
    header = next(lines, None)
    if header is None:
        raise Fault("The file is empty.")
    table = Table(_columns(header[1]), remarks=[remark] if remark else [])
    for line, cells in lines:
        if len(table.rows) == MAX_ROWS:
            raise Fault(f"The file has more than {MAX_ROWS} rows; send it in parts.")
        table.rows.append(_row(len(table.rows) + 1, line, table.columns, cells))
    if not table.rows:
        raise Fault("The file has a header and no rows.")
    return table


def decode(raw: bytes) -> tuple[str, str]:
    """UTF-8, UTF-16 by its mark, else Windows-1252, which every byte fits; the latter with a remark."""
    named = next((name for mark, name in BOMS if raw.startswith(mark)), "utf-8")
    try:
        return raw.decode(named), ""
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace"), "The file is not UTF-8; it was read as Windows-1252. Check names with accents."


def _lines(text: str) -> csv.Reader:  # type: ignore[name-defined]  # typeshed names it privately
    """Rows that are not blank, each with its line number."""
    body = text.replace("\x00", "")
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=separator(body), skipinitialspace=True)
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, [clean(cell) for cell in cells]
    except csv.Error as error:
        raise Fault(f"The table breaks off: {error}.", line=reader.line_num, column=1) from None


def separator(text: str) -> str:
    """The separator that stands most often in the first line with text."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    counts = Counter({mark: first.count(mark) for mark in SEPARATORS})
    return counts.most_common(1)[0][0]


def _columns(header: list[str]) -> list[str]:
    names = [cell.lstrip("\ufeff").strip() for cell in header]
    twice = [name for name, count in Counter(n for n in names if n).items() if count > 1]
    if twice:
        raise Fault(f"Two columns are called “{twice[0][:40]}”.", line=1, column=1)
    return [name or f"column {index}" for index, name in enumerate(names, start=1)]


def _row(number: int, line: int, columns: list[str], cells: list[str]) -> Row:
    """Missing cells are empty; cells past the header are lost, and the row says so."""
    remark = ""
    if len(cells) > len(columns) and any(cells[len(columns) :]):
        remark = f"The row has {len(cells)} cells and the header {len(columns)}; a separator inside a name may have moved them."
    return Row(number, line, dict(zip(columns, [*cells, *[""] * len(columns)], strict=False)), remark)
