"""EXPLAIN of every page on one house, as Bo and Dr. Chen of its center see it; prints what each reads and each fault."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import django

django.setup()

from django.conf import settings
from django.test import Client

from bench import pages
from bench.world import session
from carecoord.access.actor import Actor, acting
from carecoord.accounts.models import Organization, User
from referrals.models import Referral
from referrals.states import Stage


def client(email: str, center: Organization) -> Client:
    made = Client(SERVER_NAME="localhost")
    made.cookies[settings.SESSION_COOKIE_NAME] = session(User.objects.get(email=email), center)
    return made


def answers(center: Organization) -> Iterator[pages.Answer]:
    bo, chen = client("bo@lakeside.example", center), client("chen@lakeside.example", center)
    with acting(Actor(user_id=User.objects.get(email="bo@lakeside.example").pk, organization_id=center.pk)):
        old, new = (Referral.objects.filter(to_org=center, stage=stage)[0] for stage in (Stage.ACCEPTED, Stage.RECEIVED))
    yield from pages.worklists(bo)
    yield pages.deep(bo)
    yield pages.api_list(bo)
    for asked in ("", "m", "okafor", "okafor denise", "oka d", "1961-06-02", "0083317", "nobody"):
        yield pages.search(bo, asked)
    yield pages.referral(bo, old.pk)
    yield pages.accept(chen, new.pk, new.version)


def main() -> None:
    faults: list[str] = []
    for answer in answers(Organization.objects.get(short_name="Lakeside")):
        sys.stdout.write(f"explain: {answer.name:<32}{answer.shown:>5} rows shown, one step reads {answer.reading.most}\n")
        faults += answer.faults
    sys.stdout.write(
        "".join(f"explain: FAULT {fault}\n" for fault in faults) or "explain: no clinical table read whole, none beyond five times\n"
    )


if __name__ == "__main__":
    main()
