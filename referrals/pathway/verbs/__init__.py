"""What happens on a journey: each verb guards, writes rows, one event and notices, in the caller's transaction."""

from referrals.pathway.verbs.branching import open_branch, resolve_branch
from referrals.pathway.verbs.dating import move_anchor
from referrals.pathway.verbs.finishing import end, see_flag
from referrals.pathway.verbs.renewing import renew_follow_up
from referrals.pathway.verbs.signing import check_identity, sign_gate, store_chain_id
from referrals.pathway.verbs.starting import choose_protocol, start
from referrals.pathway.verbs.working import assign, claim, complete, fail, release, reopen, retry, skip

__all__ = [
    "assign",
    "check_identity",
    "choose_protocol",
    "claim",
    "complete",
    "end",
    "fail",
    "move_anchor",
    "open_branch",
    "release",
    "renew_follow_up",
    "reopen",
    "resolve_branch",
    "retry",
    "see_flag",
    "sign_gate",
    "skip",
    "start",
    "store_chain_id",
]
