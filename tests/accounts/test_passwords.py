"""What a password must be."""

from __future__ import annotations

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from tests.cast import Cast

pytestmark = pytest.mark.django_db
TWELVE, FIFTEEN = "kettle-9-fog", "kettle-9-fog-oak"


def codes(password: str, user: object) -> set[str | None]:
    try:
        validate_password(password, user)  # type: ignore[arg-type]  # None stands for nobody known
    except ValidationError as fault:
        return {error.code for error in fault.error_list}
    return set()


def test_twelve_beside_a_second_factor_fifteen_without(cast: Cast) -> None:
    assert codes(TWELVE, cast.ana) == set()
    assert codes(TWELVE, cast.pat) == {"password_too_short"}
    assert codes(TWELVE, None) == {"password_too_short"}
    assert codes(FIFTEEN, cast.pat) == set()


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("carecoord-therapy", "password_our_words"),
        ("MyelomaMyeloma1", "password_our_words"),
        ("denise okafor!!", "password_too_similar"),
        ("1qaz2wsx3edc4rfv", "password_too_common"),
    ],
)
def test_what_somebody_would_try_first(cast: Cast, password: str, code: str) -> None:
    assert code in codes(password, cast.pat)


def test_long_ones_of_any_kind_are_welcome(cast: Cast) -> None:
    assert codes("seventeen green bicycles under a quiet moon " * 3, cast.pat) == set()
    assert codes("ñandú veloz cruza el río", cast.pat) == set()
