"""What happens to accounts, told to whoever listens; `carecoord.audit.receivers` writes it down. Nothing is decided here.

Each signal is sent inside the transaction of what it tells of; `by` is the person who did it. Those of allauth and Django (signed in,
failed, signed out, factor added) are listened to directly.
"""

from django.dispatch import Signal

organization_chosen = Signal()  # request, user, organization: somebody switched to the place they act for
oneself_chosen = Signal()  # request, user: somebody who works somewhere now acts for themselves
invited = Signal()  # by, invitation
invitation_revoked = Signal()  # by, invitation
invitation_accepted = Signal()  # user, invitation, membership
role_changed = Signal()  # by, membership, before
membership_ended = Signal()  # by, membership
user_deactivated = Signal()  # by, user
user_reactivated = Signal()  # by, user
second_factor_reset = Signal()  # by, user, reason
machine_client_created = Signal()  # client
machine_client_revoked = Signal()  # client
administration_given = Signal()  # by, user, is_given
mail_named = Signal()  # by, organization: it has a name in its e-mails, or none any more
exported = Signal()  # sender the model, by, rows: a CSV of the administration
