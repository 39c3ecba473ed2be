"""Every permission, role, scope and state is in docs/glossary.md."""

from __future__ import annotations

from pathlib import Path

import pytest

from carecoord.access import permissions
from carecoord.access.models import ProxyScope, RestrictionKind, Scope
from carecoord.accounts.models import Role
from carecoord.notifications.states import State
from patients.models.people import CaregiverState
from referrals.states import Stage

GLOSSARY = (Path(__file__).resolve().parents[2] / "docs/glossary.md").read_text()


@pytest.mark.parametrize("words", [Role, Scope, ProxyScope, RestrictionKind, Stage, CaregiverState, State])
def test_every_word_is_explained(words: type) -> None:
    assert [word.value for word in words if f"`{word.value}`" not in GLOSSARY] == []  # type: ignore[attr-defined]  # enumerations


def test_every_permission_is_explained() -> None:
    assert [str(one) for one in permissions.known() if f"`{one}`" not in GLOSSARY] == []
