"""What a password must be. The blocklist of common passwords is Django's own; here are our lengths and our words."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

WITH_SECOND_FACTOR = 12
ALONE = 15  # NIST SP 800-63B-4: a password that stands alone
OUR_WORDS = ("carecoord", "password", "passwort", "contraseña", "oncology", "referral", "therapy", "welcome", "patient", "myeloma")
LEFT_OVER = 6


def shortest_for(user: Any) -> int:
    """Staff must have a second factor anyway, so theirs may be shorter; so may anybody's who has one."""
    from carecoord.accounts import policy

    if user is None or getattr(user, "joins_staff", False):
        return ALONE if user is None else WITH_SECOND_FACTOR
    if user.pk and (policy.works_somewhere(user) or policy.has_second_factor(user)):
        return WITH_SECOND_FACTOR
    return ALONE


class LongEnough:
    """12 characters beside a second factor, 15 without; no rule about their kind, and no upper limit that anybody would meet."""

    def validate(self, password: str, user: Any = None) -> None:
        shortest = shortest_for(user)
        if len(password) < shortest:
            raise ValidationError(
                _("Use at least %(shortest)d characters. Four or five words are easy to remember.") % {"shortest": shortest},
                code="password_too_short",
            )

    def get_help_text(self) -> str:
        return _("At least 15 characters; 12 with a second factor. Four or five words are easy to remember.")


class NotOurWords:
    """Refuses a password that is little more than a word everybody here would try."""

    def validate(self, password: str, user: Any = None) -> None:
        left = re.sub("|".join(OUR_WORDS), "", password.lower())
        if len(left) < LEFT_OVER:
            raise ValidationError(_("This is easy to guess for somebody who knows where it is used."), code="password_our_words")

    def get_help_text(self) -> str:
        return _("Not the name of this service or of your work.")
