"""What every form of a journey shares: the version the reader saw, colleagues to choose from, and where a refusal belongs."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.http import QueryDict
from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.access.errors import Refused, Stale
from carecoord.accounts.models import Membership, Role
from referrals.pathway.road import Road
from referrals.pathway.versions import in_effect


class RoadForm(forms.Form):
    """A form about one journey. `run` calls the verb."""

    button: ClassVar[str] = ""
    done: str = ""  # said after it worked
    fields_of: ClassVar[dict[str, str]] = {}  # what the verb calls a value -> the field in which it is typed

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, actor: Actor, road: Road, **kwargs: Any) -> None:
        self.actor, self.road = actor, road
        kwargs["initial"] = {"version": self.version_now(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.prepare()

    def version_now(self) -> int:
        return self.road.journey.version

    def prepare(self) -> None:
        """Fill choices that depend on the reader or the journey."""

    def run(self) -> Any:
        raise NotImplementedError

    def refuse(self, refusal: Refused) -> None:
        name = self.fields_of.get(refusal.field, refusal.field)
        self.add_error(name if name in self.fields else None, refusal.sentence)

    def renewed(self, stale: Stale) -> RoadForm:
        """The same text on the newest version, so that sending again is a deliberate act."""
        data = self.data.copy() if isinstance(self.data, QueryDict) else dict(self.data)
        data["version"] = str(stale.version)
        return self.again(data)

    def again(self, data: Any) -> RoadForm:
        return type(self)(data, actor=self.actor, road=self.road)


def colleagues(actor: Actor) -> list[tuple[str, str]]:
    """The care team of the acting organization, by name."""
    rows = Membership.objects.active().filter(organization_id=actor.place_id)
    rows = rows.exclude(role__in=(Role.ORGANIZATION_ADMIN, Role.PRIVACY_OFFICER))
    return [(str(pk), name) for pk, name in rows.order_by("user__name").values_list("user_id", "user__name")]


def protocols(*, but: int | None = None) -> list[tuple[str, str]]:
    """What a journey may follow today."""
    rows = in_effect(timezone.localdate()).order_by("title", "-version")
    return [(str(row.pk), f"{row.title} · version {row.version}") for row in rows if row.pk != but]
