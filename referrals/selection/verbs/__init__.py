"""What happens in selection: a verdict is stored, a missing value is asked for or answered, a center writes its own rules."""

from referrals.selection.verbs.answering import answer_fact, ask_more
from referrals.selection.verbs.rules import approve, discard, draft, edit, retire, test
from referrals.selection.verbs.verdicts import store

__all__ = ["answer_fact", "approve", "ask_more", "discard", "draft", "edit", "retire", "store", "test"]
