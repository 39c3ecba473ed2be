"""One click on what is missing: which of the loop's own ways of asking it takes depends on where the referral is.

Room: referrals.selection. No verb stands here; each call is one verb of the loop or of this room.
"""

from __future__ import annotations

from collections.abc import Sequence

from carecoord.access.actor import Actor
from carecoord.access.errors import Refused
from referrals import verbs as of_loop
from referrals.models import Referral
from referrals.selection import verbs
from referrals.selection.keys import KEYS
from referrals.selection.verbs.answering import as_item
from referrals.states import Stage


def ask(actor: Actor, referral: Referral, *, version: int, keys: Sequence[str]) -> str:
    """In triage a question, while questions are open another one, later a note to both sides. Returns what was done, as a sentence."""
    wanted = [KEYS[key] for key in dict.fromkeys(keys) if key in KEYS]
    if not wanted:
        raise Refused("Choose what you need.", field="keys", code="items_needed")
    many = "One question" if len(wanted) == 1 else f"{len(wanted)} questions"
    if referral.stage == Stage.RECEIVED:
        of_loop.request_info(actor, referral.pk, version=version, items=[as_item(key) for key in wanted])
        return f"{many} went to {referral.from_org.short_name}. Triage waits for the answer."
    if referral.stage == Stage.INFO_REQUESTED:
        verbs.ask_more(actor, referral.pk, version=version, keys=[key.key for key in wanted])
        return f"{many} more went to {referral.from_org.short_name}."
    if not referral.is_open:
        raise Refused("This referral has ended; nothing can be asked any more.", code="wrong_stage")
    lines = "\n".join(f"- {key.ask}" for key in wanted)
    of_loop.write_note(actor, referral.pk, text=f"Please add to the record:\n{lines}", is_internal=False)
    return f"{many} went to {referral.from_org.short_name} as a note."
