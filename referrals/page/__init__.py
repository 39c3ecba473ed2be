"""The referral page: one bounded set of statements (`fetch`), one frozen screen (`screen`)."""
