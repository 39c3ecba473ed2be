"""Who an import acts as: a member of the organization, or the organization's own importer (docs/adr/0004).

Room: patients.importing. No policy of the database is loosened for imports: the importer is a machine client without a secret, so
nobody can sign in as it, and switching it off in the administration stops imports.
"""

from __future__ import annotations

from carecoord.access.actor import Actor, acting
from carecoord.access.errors import Refused
from carecoord.access.models import MachineClient
from carecoord.access.permissions import may
from carecoord.accounts.models import Organization, User
from patients.permissions import Permission

NAME = "Import"


def organization_named(text: str) -> Organization:
    """By id, name or short name; Refused when there is none, or more than one."""
    rows = Organization.objects.filter(is_active=True)
    found = list(rows.filter(pk=int(text)) if text.isdecimal() and len(text) < 9 else rows.filter(name__iexact=text.strip()))
    found = found or list(rows.filter(short_name__iexact=text.strip()))
    if len(found) == 1:
        return found[0]
    if found:
        raise Refused("Several organizations are called so; give the number: " + ", ".join(f"{o.pk} {o.name}" for o in found) + ".")
    names = ", ".join(rows.values_list("name", flat=True)[:20])
    raise Refused(f"There is no active organization called “{text}”. There are: {names or 'none'}.")


def importer(organization: Organization, *, email: str = "", job: str) -> Actor:
    """The actor of one import. With an e-mail address it is that member, who must be allowed to import."""
    if email:
        return _member(organization, email)
    client, _ = MachineClient.objects.get_or_create(
        client_id=f"import-{organization.pk}", defaults={"name": NAME, "organization": organization, "scopes": []}
    )
    if not client.is_active:
        raise Refused(f"Imports for {organization.name} are switched off.")
    return Actor(organization_id=organization.pk, client_id=client.client_id, name=client.name, job=job)


def _member(organization: Organization, email: str) -> Actor:
    user = User.objects.filter(email__iexact=email.strip(), is_active=True).first()
    if user is None:
        raise Refused(f"Nobody signs in with {email}.")
    actor = Actor(user_id=user.pk, organization_id=organization.pk, name=user.name)
    with acting(actor):
        if actor.place is None:
            raise Refused(f"{user.name} does not work at {organization.name}.")
        if not may(actor, Permission.IMPORT):
            raise Refused(f"{user.name}'s role at {organization.name} does not allow imports.")
    return actor
