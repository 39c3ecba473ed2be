"""What Lakeside did with its protocols: a medical director, two numbers of its own, and approval of what a label or guideline asks."""

from __future__ import annotations

from django.utils import timezone

from carecoord.access.actor import Actor, acting
from carecoord.access.owner import as_owner
from referrals.demo.houses import Houses
from referrals.models import CenterOverride, ProtocolVersion
from referrals.pathway import items
from referrals.pathway.compiled import protocol_of
from referrals.pathway.kinds import Grade
from referrals.pathway.verbs import protocols as verbs

CODE = "mm-cilta-cel-us"
OWN = (("washout.anti_cd38", 28, "T cells suffer for weeks", True), ("consult_note", 2, "Practices wait for it", False))
FIRM = (Grade.LABEL, Grade.GUIDELINE)


def settle(made: Houses) -> None:
    center = made.organizations["lakeside"]
    with as_owner():
        center.medical_director = made.users["chen"]
        center.save(update_fields=["medical_director"])
    bo = Actor(user_id=made.users["bo"].pk, organization_id=center.pk)
    chen = Actor(user_id=made.users["chen"].pk, organization_id=center.pk)
    version = ProtocolVersion.objects.filter(code=CODE).latest("version")
    for step, offset, reason, agreed in OWN:
        with acting(bo):
            row = proposed(bo, version, step, offset, reason)
        if agreed:
            with acting(chen):
                verbs.approve_override(chen, row.pk)
    with acting(chen):
        verbs.approve_items(chen, code=CODE, version=version.version, wanted=firm(version))


def proposed(actor: Actor, version: ProtocolVersion, step: str, offset: int, reason: str) -> CenterOverride:
    return verbs.propose_override(
        actor,
        code=version.code,
        version=version.version,
        step=step,
        series=0,
        offset=offset,
        reason=reason,
        source="Cell therapy committee, minutes",
        effective_on=timezone.localdate(),
    )


def firm(version: ProtocolVersion) -> dict[str, str]:
    """Items that rest on a label or a guideline, with their fingerprints."""
    protocol = protocol_of(version)
    known = items.items(protocol)
    sourced = [(f"steps.{one.code}", one.source) for one in protocol.steps]
    sourced += [(f"gates.{one.code}", one.source) for one in protocol.gates]
    return {code: known[code].sha256 for code, source in sourced if (found := protocol.source(source)) and found.grade in FIRM}
