"""Permissions as data: each app's `permissions.py` holds one table from permission to predicates.

A permission is granted when every predicate of at least one of its rows holds. A permission that no table lists is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any

from carecoord.access.actor import Actor
from carecoord.access.errors import NotAllowed
from carecoord.accounts.models import Role

Predicate = Callable[[Actor, Any], bool]
Rows = Sequence[Sequence[Predicate]]

_tables: dict[StrEnum, Rows] = {}


def register(table: Mapping[Any, Rows]) -> None:
    """Add an app's table; two apps cannot define one permission twice."""
    twice = [str(p) for p in table if p in _tables and _tables[p] is not table[p]]
    if twice:
        raise ValueError(f"Defined twice: {', '.join(twice)}")
    _tables.update(table)


def known() -> Mapping[StrEnum, Rows]:
    """Every permission of every app, for the generated documentation and house tests."""
    return _tables


def may(actor: Actor, permission: StrEnum, about: Any = None) -> bool:
    """True when the actor's role and place permit the act on a thing they can already see."""
    return any(all(holds(actor, about) for holds in row) for row in _tables.get(permission, ()))


def require(actor: Actor, permission: StrEnum, about: Any = None) -> None:
    if not may(actor, permission, about):
        raise NotAllowed(f"Your role does not allow this ({permission}).")


def role_in(*roles: Role) -> Predicate:
    """Predicate: the actor's role at the acting organization is one of these."""

    def holds(actor: Actor, about: Any) -> bool:
        return actor.role in roles

    holds.__name__ = "role_in_" + "_".join(roles)
    return holds


def at_practice(actor: Actor, about: Any) -> bool:
    return actor.is_practice


def at_center(actor: Actor, about: Any) -> bool:
    return actor.is_center


def has_scope(scope: str) -> Predicate:
    """Predicate: a machine client was given this scope."""

    def holds(actor: Actor, about: Any) -> bool:
        return scope in actor.scopes

    holds.__name__ = f"has_scope_{scope}"
    return holds


def is_job(actor: Actor, about: Any) -> bool:
    return bool(actor.job)


def is_person(actor: Actor, about: Any) -> bool:
    return actor.is_person


CARE_ROLES = (Role.CLINICIAN, Role.COORDINATOR, Role.NURSE, Role.PHARMACIST, Role.SOCIAL_WORKER, Role.FINANCIAL_NAVIGATOR)
on_care_staff = role_in(*CARE_ROLES)
is_clinician = role_in(Role.CLINICIAN)
coordinates = role_in(Role.CLINICIAN, Role.COORDINATOR, Role.NURSE)
