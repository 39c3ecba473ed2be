"""What happens to accounts, told to whoever listens; `carecoord.audit.receivers` writes it down. Nothing is decided here.

Each signal is sent inside the transaction of what it tells of. Those of allauth and Django (signed in, failed, signed out) are
listened to directly.
"""

from django.dispatch import Signal

# request, user, organization: somebody chose (or was given) the place they act for.
organization_chosen = Signal()
# actor_user, invitation
invited = Signal()
invitation_revoked = Signal()
# user, invitation, membership
invitation_accepted = Signal()
# actor_user, membership
membership_ended = Signal()
role_changed = Signal()
# actor_user, user, reason
user_deactivated = Signal()
user_reactivated = Signal()
second_factor_reset = Signal()
