"""The team of an organization: its admins invite colleagues, give roles, end memberships, send invitations again or take them back."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from carecoord.accounts import letters, places, verbs
from carecoord.accounts.errors import NotPossible
from carecoord.accounts.forms import InviteForm, MailNameForm, RoleForm
from carecoord.accounts.models import Invitation, Membership, Organization, Role

P = ParamSpec("P")
TeamView = Callable[Concatenate[HttpRequest, Membership, P], HttpResponse]
Page = Callable[Concatenate[HttpRequest, P], HttpResponse]


def for_admins(view: TeamView[P]) -> Page[P]:
    """Hands the view the admin's own membership; anybody else is refused. What cannot be done becomes a message on the team page."""

    @login_required
    @wraps(view)
    def inner(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        mine = places.acting_membership(request)
        if mine is None or not places.administers(mine):
            raise PermissionDenied("Only an organization admin may see and change the team.")
        try:
            return view(request, mine, *args, **kwargs)
        except NotPossible as refusal:
            messages.error(request, refusal.sentence)
            return HttpResponseRedirect(reverse("accounts:team"))

    return cast("Page[P]", inner)  # `wraps` keeps a name for the first argument, which a Callable has not


@require_GET
@for_admins
def team(request: HttpRequest, mine: Membership) -> HttpResponse:
    return _page(request, mine, InviteForm())


def _page(request: HttpRequest, mine: Membership, form: InviteForm, name_form: MailNameForm | None = None) -> HttpResponse:
    members = Membership.objects.active().filter(organization=mine.organization).select_related("user").order_by("user__name")
    waiting = Invitation.objects.filter(organization=mine.organization, accepted_at__isnull=True, revoked_at__isnull=True)
    about = {"organization": mine.organization, "members": members, "waiting": waiting.order_by("email")}
    name_form = name_form or MailNameForm(initial={"sender_name": mine.organization.sender_name})
    return render(request, "accounts/team.html", {**about, "mine": mine, "form": form, "name_form": name_form})


@require_POST
@for_admins
def mail_name(request: HttpRequest, mine: Membership) -> HttpResponse:
    form = MailNameForm(request.POST)
    if not form.is_valid():
        return _page(request, mine, InviteForm(), form)
    verbs.name_mail(mine.user, mine.organization, name=form.cleaned_data["sender_name"])
    messages.success(request, "The name in e-mails is saved.")
    return HttpResponseRedirect(reverse("accounts:team"))


@require_GET
@for_admins
def member(request: HttpRequest, mine: Membership, membership_id: int) -> HttpResponse:
    rows = Membership.objects.active().filter(organization=mine.organization).exclude(pk=mine.pk).select_related("user")
    row = get_object_or_404(rows, pk=membership_id)
    about = {"member": row, "organization": mine.organization, "form": RoleForm(initial={"role": row.role})}
    return render(request, "accounts/member.html", about)


@require_POST
@for_admins
def invite(request: HttpRequest, mine: Membership) -> HttpResponse:
    form = InviteForm(request.POST)
    if not form.is_valid():
        return _page(request, mine, form)
    data = form.cleaned_data
    token = verbs.invite(mine.user, organization=mine.organization, email=data["email"], role=Role(data["role"]), language=data["language"])
    return _posted(request, data["email"], data["language"], token)


@require_POST
@for_admins
def resend(request: HttpRequest, mine: Membership, invitation_id: int) -> HttpResponse:
    row = get_object_or_404(_open(mine.organization), pk=invitation_id)
    return _posted(request, row.email, row.language, verbs.renew_invitation(mine.user, row))


@require_POST
@for_admins
def revoke(request: HttpRequest, mine: Membership, invitation_id: int) -> HttpResponse:
    row = verbs.revoke(mine.user, invitation_id, organization=mine.organization)
    messages.success(request, f"The invitation of {row.email} is taken back. Its link no longer works.")
    return HttpResponseRedirect(reverse("accounts:team"))


@require_POST
@for_admins
def role(request: HttpRequest, mine: Membership, membership_id: int) -> HttpResponse:
    form = RoleForm(request.POST)
    if not form.is_valid():
        raise NotPossible("Choose one of the roles in the list.")
    row = verbs.give_role(mine.user, membership_id, organization=mine.organization, role=Role(form.cleaned_data["role"]))
    messages.success(request, f"{row.user.name} is now {row.get_role_display().lower()}.")
    return HttpResponseRedirect(reverse("accounts:team"))


@require_POST
@for_admins
def end(request: HttpRequest, mine: Membership, membership_id: int) -> HttpResponse:
    row = verbs.end_membership(mine.user, membership_id, organization=mine.organization)
    messages.success(request, f"{row.user.name} no longer works here and was signed out everywhere.")
    return HttpResponseRedirect(reverse("accounts:team"))


def _open(organization: Organization) -> QuerySet[Invitation]:
    return Invitation.objects.filter(organization=organization, accepted_at__isnull=True, revoked_at__isnull=True)


def _posted(request: HttpRequest, email: str, language: str, token: str) -> HttpResponse:
    letters.invitation(to=email, language=language, link=request.build_absolute_uri(reverse("accounts:invitation", args=[token])))
    messages.success(request, f"An invitation is on its way to {email}. It holds for 7 days.")
    return HttpResponseRedirect(reverse("accounts:team"))
