"""What happens with trials: criteria are written down and approved by a second person; a trial becomes an alternative on a referral."""

from referrals.trials.verbs.options import accept, consider, decline, offer, withdraw
from referrals.trials.verbs.written import approve, retire, save

__all__ = ["accept", "approve", "consider", "decline", "offer", "retire", "save", "withdraw"]
