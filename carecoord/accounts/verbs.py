"""What happens to colleagues: invited, joined, given another role, gone; and what administrators do to accounts.

Each verb runs in the caller's transaction, checks who may, and sends one signal (`carecoord.accounts.signals`) that the audit writes down.
Patients and caregivers are invited by `patients`. Nothing here looks at a patient.
"""

from __future__ import annotations

from allauth.idp.oidc.models import Token
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from carecoord.accounts import sender_names, signals
from carecoord.accounts.errors import NotPossible
from carecoord.accounts.models import Invitation, Membership, Organization, Role, User

LEAST_REASON = 10


def must_administer(by: User, organization: Organization) -> None:
    """Administrators of the site, and organization admins at their own organization."""
    mine = Membership.objects.active().filter(user=by, organization=organization, role=Role.ORGANIZATION_ADMIN)
    if not (by.is_active and (by.is_superuser or mine.exists())):
        raise PermissionDenied(_("Only an organization admin of this organization may do this."))


def invite(by: User, *, organization: Organization, email: str, role: Role, language: str) -> str:
    """Invite, or invite again: the letter's token (the only copy) and a fresh limit on the one open row."""
    must_administer(by, organization)
    email = email.lower()
    if not organization.is_active:
        raise NotPossible(_("This organization is not active."), code="organization_inactive")
    if Membership.objects.active().filter(user__email=email, organization=organization).exists():
        raise NotPossible(_("This colleague works here already."), code="member_already")
    open_rows = Invitation.objects.select_for_update().filter(
        organization=organization, email=email, accepted_at__isnull=True, revoked_at__isnull=True
    )
    row = open_rows.first() or Invitation(organization=organization, email=email)
    row.role, row.language, row.invited_by = role, language, by
    token = row.renew()
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as fault:
        raise NotPossible(_("Somebody invited this colleague just now."), code="invited_already") from fault
    signals.invited.send(sender=Invitation, by=by, invitation=row)
    return token


def renew_invitation(by: User, invitation: Invitation) -> str:
    """Send again: the old link stops working."""
    return invite(
        by,
        organization=invitation.organization,
        email=invitation.email,
        role=Role(invitation.role),
        language=invitation.language,
    )


def name_mail(by: User, organization: Organization, *, name: str) -> None:
    """The name that stands before "via carecoord" in its e-mails; empty: none. One that reveals something raises ValidationError."""
    must_administer(by, organization)
    if name:
        sender_names.valid(name)
    organization.sender_name = name
    organization.save(update_fields=["sender_name"])
    signals.mail_named.send(sender=Organization, by=by, organization=organization)


def revoke(by: User, invitation_id: int, *, organization: Organization) -> Invitation:
    """Take an invitation back; its link stops working now."""
    must_administer(by, organization)
    row = Invitation.objects.select_for_update().filter(pk=invitation_id, organization=organization).first()
    if row is None or row.accepted_at or row.revoked_at:
        raise NotPossible(_("This invitation is not open any more."), code="invitation_gone")
    row.revoked_at = timezone.now()
    row.save(update_fields=["revoked_at"])
    signals.invitation_revoked.send(sender=Invitation, by=by, invitation=row)
    return row


def accept(user: User, token: str) -> Membership:
    """Consume the invitation once: of two at the same moment the second finds it used. The address must be the user's own."""
    row = (
        Invitation.objects.for_token(token)
        .filter(organization__is_active=True)
        .select_for_update(of=("self",))
        .select_related("organization")
        .first()
    )
    if row is None:
        raise NotPossible(_("This invitation was used, taken back or is too old."), code="invitation_gone")
    if user.email != row.email or not user.is_active:
        raise PermissionDenied(_("This invitation is for another address."))
    if user.is_staff:
        raise NotPossible(_("An administrator's account works at no organization: administrators see no patient."), code="administrator")
    membership = _membership_for(user, row)
    row.accepted_at, row.accepted_by = timezone.now(), user
    row.save(update_fields=["accepted_at", "accepted_by"])
    signals.invitation_accepted.send(sender=Invitation, user=user, invitation=row, membership=membership)
    return membership


def _membership_for(user: User, row: Invitation) -> Membership:
    """The one open membership; somebody who joined meanwhile keeps it and gets the role of the invitation."""
    found = Membership.objects.select_for_update().filter(user=user, organization=row.organization, until__isnull=True).first()
    if found is None:
        return Membership.objects.create(user=user, organization=row.organization, role=row.role)
    found.role = row.role
    found.save(update_fields=["role"])
    return found


def give_role(by: User, membership_id: int, *, organization: Organization, role: Role) -> Membership:
    must_administer(by, organization)
    row = _open_membership(membership_id, organization)
    _must_leave_an_admin(row, role)
    before, row.role = row.role, role
    row.save(update_fields=["role"])
    signals.role_changed.send(sender=Membership, by=by, membership=row, before=before)
    return row


def end_membership(by: User, membership_id: int, *, organization: Organization) -> Membership:
    """Refused at the colleague's very next request; their sessions end now."""
    must_administer(by, organization)
    row = _open_membership(membership_id, organization)
    _must_leave_an_admin(row, None)
    Membership.objects.filter(pk=row.pk).update(until=Now())  # the clock that `access.place` asks
    end_sessions(row.user)
    signals.membership_ended.send(sender=Membership, by=by, membership=row)
    return row


def _open_membership(membership_id: int, organization: Organization) -> Membership:
    rows = Membership.objects.select_for_update(of=("self",)).select_related("user", "organization")
    row = rows.filter(Q(until__isnull=True) | Q(until__gt=timezone.now()), pk=membership_id, organization=organization).first()
    if row is None:
        raise NotPossible(_("This colleague does not work here any more."), code="membership_gone")
    return row


def _must_leave_an_admin(row: Membership, role: Role | None) -> None:
    if row.role != Role.ORGANIZATION_ADMIN or role == Role.ORGANIZATION_ADMIN:
        return
    others = Membership.objects.active().filter(organization=row.organization, role=Role.ORGANIZATION_ADMIN).exclude(pk=row.pk)
    if not others.exists():
        raise NotPossible(_("Name another organization admin first: somebody must be able to invite."), code="last_admin")


def end_sessions(user: User) -> int:
    """Every browser and every token of this person stops working now. Returns how many browsers."""
    sessions = list(UserSession.objects.filter(user=user))
    for session in sessions:
        session.end()
    Token.objects.filter(user=user).delete()
    return len(sessions)


def must_administer_site(by: User) -> None:
    if not (by.is_active and by.is_superuser):
        raise PermissionDenied(_("Only an administrator may do this."))


def deactivate(by: User, user: User) -> None:
    """Nobody is deleted: histories name them. They are refused at their very next request."""
    must_administer_site(by)
    if by.pk == user.pk:
        raise NotPossible(_("Ask another administrator to deactivate your own account."), code="oneself")
    User.objects.filter(pk=user.pk).update(is_active=False)
    end_sessions(user)
    signals.user_deactivated.send(sender=User, by=by, user=user)


def reactivate(by: User, user: User) -> None:
    must_administer_site(by)
    User.objects.filter(pk=user.pk).update(is_active=True)
    signals.user_reactivated.send(sender=User, by=by, user=user)


def reset_second_factor(by: User, user: User, *, reason: str) -> None:
    """For somebody who lost phone and codes and was recognised otherwise; they set up a new factor at the next sign-in."""
    must_administer_site(by)
    if len(reason.strip()) < LEAST_REASON:
        raise NotPossible(_("Say in a sentence how you made sure who asked."), code="reason")
    Authenticator.objects.filter(user=user).delete()
    end_sessions(user)
    signals.second_factor_reset.send(sender=User, by=by, user=user, reason=reason.strip())
