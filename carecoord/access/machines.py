"""Machine clients and the one organization each acts for: made and stopped by an operator, never over the web."""

from __future__ import annotations

from django.db.models import Q

from carecoord.access.models import MachineClient
from carecoord.accounts import machines, signals
from carecoord.accounts.models import Organization


class NoSuch(Exception):
    """A name that fits nothing; the message is one sentence for an operator."""


def organization_called(name: str) -> Organization:
    """By number, full name or short name; active ones only."""
    wanted = Q(name__iexact=name) | Q(short_name__iexact=name)
    if name.isdigit():
        wanted |= Q(pk=int(name))
    found = list(Organization.objects.filter(wanted, is_active=True)[:2])
    if len(found) != 1:
        what = "Several organizations are" if found else "No active organization is"
        raise NoSuch(f"{what} called {name!r}; use its full name or number.")
    return found[0]


def create(name: str, *, organization: Organization, scopes: list[str]) -> tuple[MachineClient, str]:
    """The client and its secret, which nobody can read again."""
    unknown = sorted(set(scopes) - set(machines.SCOPES))
    if unknown or not scopes:
        raise NoSuch(f"Unknown scope: {', '.join(unknown) or 'none given'}. Known: {', '.join(machines.SCOPES)}.")
    client, secret = machines.make(name=name, scopes=sorted(set(scopes)))
    row = MachineClient.objects.create(client_id=client.pk, name=name, organization=organization, scopes=sorted(set(scopes)))
    signals.machine_client_created.send(sender=MachineClient, client=row)
    return row, secret


def revoke(client_id: str) -> int:
    """Refused at its very next call. Returns how many open tokens that ended."""
    row = MachineClient.objects.select_for_update().filter(pk=client_id, is_active=True).first()
    if row is None:
        raise NoSuch(f"No active machine client has the id {client_id!r}.")
    row.is_active = False
    row.save(update_fields=["is_active"])
    ended = machines.stop(client_id)
    signals.machine_client_revoked.send(sender=MachineClient, client=row)
    return ended
