"""The organizations and the people of the demonstration."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from django.utils import timezone

from carecoord.accounts.models import ContactPerson, Membership, Organization, OrganizationKind, Partnership, Role, Site, User
from referrals.models import CenterOffer, OfferKind

C, P = OrganizationKind.CENTER, OrganizationKind.PRACTICE
# key, kind, name, short name, zone, city, state, ZIP, phone
ORGANIZATIONS = (
    ("cedar", P, "Cedar Valley Oncology", "Cedar Valley", "America/Chicago", "Cedar Rapids", "IA", "52401", "555-0110"),
    ("hillcrest", P, "Hillcrest Oncology", "Hillcrest", "America/Chicago", "Peoria", "IL", "61602", "555-0120"),
    ("prairie", P, "Prairie Blood and Cancer Care", "Prairie", "America/Chicago", "Sioux Falls", "SD", "57104", "555-0130"),
    ("harbor", P, "Harbor Hematology", "Harbor", "America/New_York", "Erie", "PA", "16501", "555-0135"),
    ("mesa", P, "Mesa Verde Oncology", "Mesa Verde", "America/Denver", "Pueblo", "CO", "81003", "555-0138"),
    ("delta", P, "Delta Community Cancer Center", "Delta", "America/Chicago", "Greenville", "MS", "38701", "555-0139"),
    ("lakeside", C, "Lakeside Cell Therapy Center", "Lakeside", "America/Chicago", "Chicago", "IL", "60611", "555-0100"),
    ("summit", C, "Summit CAR-T Program", "Summit", "America/Denver", "Aurora", "CO", "80045", "555-0160"),
    ("riverside", C, "Riverside University Cell Therapy", "Riverside", "America/New_York", "Pittsburgh", "PA", "15213", "555-0170"),
)
# key, organization, role, name, title, e-mail, phone
STAFF = (
    ("ana", "cedar", Role.CLINICIAN, "Dr. Ana Ortiz", "Oncologist", "ana@cedarvalley.example", "555-0117"),
    ("rae", "cedar", Role.COORDINATOR, "Rae Martin", "Referral coordinator", "rae@cedarvalley.example", "555-0118"),
    ("pia", "cedar", Role.PRIVACY_OFFICER, "Pia Voss", "Privacy officer", "pia@cedarvalley.example", "555-0119"),
    ("uma", "cedar", Role.ORGANIZATION_ADMIN, "Uma Diaz", "Practice manager", "uma@cedarvalley.example", "555-0116"),
    ("cy", "hillcrest", Role.COORDINATOR, "Cy Novak", "Referral coordinator", "cy@hillcrest.example", "555-0121"),
    ("hal", "hillcrest", Role.CLINICIAN, "Dr. Hal Brandt", "Oncologist", "hal@hillcrest.example", "555-0122"),
    ("pru", "prairie", Role.COORDINATOR, "Pru Lindqvist", "Nurse navigator", "pru@prairie.example", "555-0131"),
    ("gus", "harbor", Role.COORDINATOR, "Gus Pappas", "Referral coordinator", "gus@harbor.example", "555-0136"),
    ("mia", "mesa", Role.COORDINATOR, "Mia Salazar", "Nurse navigator", "mia@mesaverde.example", "555-0137"),
    ("dot", "delta", Role.COORDINATOR, "Dot Freeman", "Referral coordinator", "dot@delta.example", "555-0140"),
    ("bo", "lakeside", Role.COORDINATOR, "Bo Larsen", "RN, coordinator", "bo@lakeside.example", "555-0142"),
    ("chen", "lakeside", Role.CLINICIAN, "Dr. Wei Chen", "CAR-T physician", "chen@lakeside.example", "555-0140"),
    ("nan", "lakeside", Role.NURSE, "Nan Ellis", "RN", "nan@lakeside.example", "555-0143"),
    ("fin", "lakeside", Role.FINANCIAL_NAVIGATOR, "Fay Nowak", "Financial navigator", "fay@lakeside.example", "555-0144"),
    ("dee", "summit", Role.CLINICIAN, "Dr. Dee Park", "CAR-T physician", "dee@summit.example", "555-0161"),
    ("kit", "summit", Role.COORDINATOR, "Kit Romero", "RN, coordinator", "kit@summit.example", "555-0162"),
    ("ray", "riverside", Role.CLINICIAN, "Dr. Ray Banerjee", "CAR-T physician", "ray@riverside.example", "555-0171"),
    ("liv", "riverside", Role.COORDINATOR, "Liv Thomsen", "Coordinator", "liv@riverside.example", "555-0172"),
)
PERSONS = (
    ("pat", "Denise Okafor", "pat@home.example", "en"),
    ("sam", "Sam Okafor", "sam@home.example", "en"),
    ("luz", "Luz Herrera", "luz@home.example", "es"),
)
ADMINISTRATOR = ("ida", "Ida Reyes", "ida@carecoord.example")
CAST = ("ana", "rae", "pia", "uma", "bo", "chen", "nan", "cy", "dee", "pat", "sam", "ida")
PRODUCTS = (("ide-cel", "idecabtagene vicleucel (ide-cel)"), ("cilta-cel", "ciltacabtagene autoleucel (cilta-cel)"))


@dataclass
class Houses:
    """Everybody made, by key; `logins` is what `demo_logins` prints."""

    organizations: dict[str, Organization] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    password: str = ""

    @property
    def practices(self) -> list[str]:
        return [key for key, row in self.organizations.items() if row.kind == P]

    @property
    def centers(self) -> list[str]:
        return [key for key, row in self.organizations.items() if row.kind == C]

    def member(self, organization: str, *roles: Role) -> User | None:
        """The first person of the demonstration with one of these roles there."""
        found = (key for key, home, role, *_ in STAFF if home == organization and (not roles or role in roles))
        key = next(found, None)
        return self.users[key] if key else None


def build() -> Houses:
    """Organizations, sites, partnerships, offers and people. One password for all, made anew for each demonstration."""
    made = Houses(password=secrets.token_urlsafe(9))
    for key, kind, name, short, zone, city, state, zip_code, phone in ORGANIZATIONS:
        urgent = "555-0100" if kind == C else ""
        row = Organization.objects.create(
            kind=kind, name=name, short_name=short, time_zone=zone, phone=phone, urgent_phone=urgent, is_illustrative=True
        )
        Site.objects.create(
            organization=row, name=f"{short} main site", city=city, state=state, zip_code=zip_code, phone=phone, is_main=True
        )
        made.organizations[key] = row
    people(made)
    bonds(made)
    return made


def people(made: Houses) -> None:
    for key, home, role, name, title, email, phone in STAFF:
        user = User.objects.create_user(email, made.password, name=name, title=title, phone=phone)
        Membership.objects.create(user=user, organization=made.organizations[home], role=role)
        ContactPerson.objects.create(organization=made.organizations[home], name=name, title=title, phone=phone, email=email)
        made.users[key], made.places[key] = user, home
    for key, name, email, language in PERSONS:
        made.users[key] = User.objects.create_user(email, made.password, name=name, language=language)
    key, name, email = ADMINISTRATOR
    made.users[key] = User.objects.create_superuser(email, made.password, name=name)


def bonds(made: Houses) -> None:
    """Every practice works with every center but one, so that the directory has somebody to find."""
    for center in made.centers:
        for practice in made.practices:
            if (practice, center) != ("delta", "riverside"):
                Partnership.objects.create(practice=made.organizations[practice], center=made.organizations[center])
        for code, name in PRODUCTS:
            CenterOffer.objects.create(
                organization=made.organizations[center], kind=OfferKind.PRODUCT, code=code, name=name, as_of_on=timezone.localdate()
            )
    CenterOffer.objects.create(
        organization=made.organizations["summit"],
        kind=OfferKind.SERVICE,
        name="Outpatient infusion",
        note="With lodging within 30 minutes",
        as_of_on=timezone.localdate(),
    )
