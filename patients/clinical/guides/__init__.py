"""What a clinician should know before using a tool: when it helps, on whom it was tried, what it is not for.

Room: patients.clinical. Words only, no arithmetic; a new tool gets its guide in the file of its group (a test asks for it). Sources are
the tool's own citation and what a sentence names.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from patients.clinical.guides import afterwards, cells, disease, fitness, language
from patients.clinical.guides.guide import Guide

GUIDES: Final[Mapping[str, Guide]] = MappingProxyType(
    {**disease.GUIDES, **fitness.GUIDES, **cells.GUIDES, **afterwards.GUIDES, **language.GUIDES}
)
IS_REVIEWED: Final = False  # no clinician of the house has read these yet; pages say so
