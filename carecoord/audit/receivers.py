"""Writes down what happens to accounts: who signed in, failed, left, switched, invited, joined; factors added and removed.

`carecoord.accounts` stands below this app and sends signals; each row is written in the transaction of what it tells of. A failed sign-in
is written for nobody in particular: `object_id` names the account that was tried, if there is one.
"""

from __future__ import annotations

from typing import Any

from allauth.account.signals import password_changed, password_reset
from allauth.account.signals import user_logged_in as signed_in
from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authentication_failed
from django.contrib.auth.signals import user_logged_out, user_login_failed
from django.db.models import Model
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.http import HttpRequest

from carecoord.access.actor import Actor, acting
from carecoord.access.models import MachineClient
from carecoord.accounts import signals
from carecoord.accounts.clients import ip_of
from carecoord.accounts.models import Invitation, Membership, Organization, User
from carecoord.audit.models import Outcome
from carecoord.audit.trail import record


def actor_for(user: User | None, request: HttpRequest | None) -> Actor:
    """The actor of the request where it is this person's, else one for this event alone."""
    known: Actor | None = getattr(request, "actor", None)
    if known is not None and user is not None and known.user_id == user.pk:
        return known
    return Actor(
        user_id=user.pk if user else None,
        name=user.name if user else "",
        request_id=known.request_id if known else "",
        ip=ip_of(request) if request is not None else "",
    )


def write(user: User | None, action: str, *, about: Model | None = None, reason: str = "", outcome: Outcome = Outcome.OK) -> None:
    actor = actor_for(user, context.request)
    with acting(actor):
        record(actor, action, about=about, reason=reason, outcome=outcome)


@receiver(signed_in, dispatch_uid="audit_signed_in")
def on_signed_in(request: HttpRequest, user: User, **_: Any) -> None:
    kinds = [str(m.get("type") or m.get("method")) for m in request.session.get("account_authentication_methods", [])]
    write(user, "account.sign_in", about=user, reason=", ".join(kinds))


@receiver(user_login_failed, dispatch_uid="audit_login_failed")
def on_login_failed(credentials: dict[str, Any], **_: Any) -> None:
    tried = User.objects.filter(email=str(credentials.get("email") or credentials.get("username") or "").lower()).first()
    write(None, "account.sign_in_failed", about=tried, reason="password", outcome=Outcome.DENIED)


@receiver(authentication_failed, dispatch_uid="audit_factor_failed")
def on_factor_failed(user: User, **_: Any) -> None:
    write(None, "account.sign_in_failed", about=user, reason="second factor", outcome=Outcome.DENIED)


@receiver(user_logged_out, dispatch_uid="audit_signed_out")
def on_signed_out(request: HttpRequest, user: User | None, **_: Any) -> None:
    if user is not None:
        actor = actor_for(user, request)
        with acting(actor):
            record(actor, "account.sign_out", about=user, reason=getattr(request, "sign_out_reason", ""))


@receiver(password_changed, dispatch_uid="audit_password_changed")
def on_password_changed(user: User, **_: Any) -> None:
    write(user, "account.change_password", about=user)


@receiver(password_reset, dispatch_uid="audit_password_reset")
def on_password_reset(user: User, **_: Any) -> None:
    write(user, "account.reset_password", about=user)


@receiver(post_save, sender=Authenticator, dispatch_uid="audit_factor_added")
def on_factor_added(instance: Authenticator, created: bool, **_: Any) -> None:
    if created and context.request is not None:
        write(_whoever(), "account.add_factor", about=instance.user, reason=str(instance.type))


@receiver(post_delete, sender=Authenticator, dispatch_uid="audit_factor_removed")
def on_factor_removed(instance: Authenticator, **_: Any) -> None:
    if context.request is not None:
        write(_whoever(), "account.remove_factor", about=instance.user, reason=str(instance.type))


def _whoever() -> User | None:
    user = getattr(context.request, "user", None)
    return user if isinstance(user, User) or getattr(user, "is_authenticated", False) else None


@receiver(signals.organization_chosen, dispatch_uid="audit_chosen")
def on_chosen(user: User, organization: Organization, **_: Any) -> None:
    write(user, "account.switch_organization", about=organization)


@receiver(signals.oneself_chosen, dispatch_uid="audit_chosen_oneself")
def on_chosen_oneself(user: User, **_: Any) -> None:
    write(user, "account.switch_to_oneself", about=user)


@receiver(signals.invited, dispatch_uid="audit_invited")
def on_invited(by: User, invitation: Invitation, **_: Any) -> None:
    write(by, "invitation.send", about=invitation, reason=invitation.role)


@receiver(signals.invitation_revoked, dispatch_uid="audit_revoked")
def on_revoked(by: User, invitation: Invitation, **_: Any) -> None:
    write(by, "invitation.revoke", about=invitation)


@receiver(signals.invitation_accepted, dispatch_uid="audit_accepted")
def on_accepted(user: User, invitation: Invitation, membership: Membership, **_: Any) -> None:
    write(user, "invitation.accept", about=invitation, reason=membership.role)


@receiver(signals.role_changed, dispatch_uid="audit_role")
def on_role(by: User, membership: Membership, before: str, **_: Any) -> None:
    write(by, "membership.give_role", about=membership, reason=f"{before} to {membership.role}")


@receiver(signals.membership_ended, dispatch_uid="audit_membership_ended")
def on_membership_ended(by: User, membership: Membership, **_: Any) -> None:
    write(by, "membership.end", about=membership)


@receiver(signals.mail_named, dispatch_uid="audit_mail_named")
def on_mail_named(by: User, organization: Organization, **_: Any) -> None:
    write(by, "organization.name_mail", about=organization, reason=organization.sender_name)


@receiver(signals.user_deactivated, dispatch_uid="audit_deactivated")
def on_deactivated(by: User, user: User, **_: Any) -> None:
    write(by, "user.deactivate", about=user)


@receiver(signals.user_reactivated, dispatch_uid="audit_reactivated")
def on_reactivated(by: User, user: User, **_: Any) -> None:
    write(by, "user.reactivate", about=user)


@receiver(signals.second_factor_reset, dispatch_uid="audit_factor_reset")
def on_factor_reset(by: User, user: User, reason: str, **_: Any) -> None:
    write(by, "user.reset_second_factor", about=user, reason=reason)


@receiver(signals.machine_client_created, dispatch_uid="audit_client_created")
def on_client_created(client: MachineClient, **_: Any) -> None:
    """Made by an operator at the command line, or by an administrator."""
    record_here("machine_client.create", about=client, reason=" ".join(client.scopes))


@receiver(signals.machine_client_revoked, dispatch_uid="audit_client_revoked")
def on_client_revoked(client: MachineClient, **_: Any) -> None:
    record_here("machine_client.revoke", about=client)


def record_here(action: str, *, about: Model, reason: str = "") -> None:
    if context.request is not None:
        write(_whoever(), action, about=about, reason=reason)
        return
    with acting(Actor(job="command")) as job:
        record(job, action, about=about, reason=reason)


@receiver(signals.administration_given, dispatch_uid="audit_administration")
def on_administration(by: User, user: User, is_given: bool, **_: Any) -> None:
    write(by, "user.give_administration" if is_given else "user.take_administration", about=user)


@receiver(signals.exported, dispatch_uid="audit_exported")
def on_exported(sender: type[Model], by: User, rows: int, **_: Any) -> None:
    write(by, "administration.export", reason=f"{sender._meta.label_lower}, {rows} rows")
