"""The people of every test. They stand for the roles; the demonstration uses the same names."""

from __future__ import annotations

from dataclasses import dataclass, field

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import encrypt

from carecoord.access.actor import Actor
from carecoord.access.models import PersonalGrant, PersonalSource, ProxyScope
from carecoord.accounts.models import Membership, Organization, OrganizationKind, Partnership, Role, Site, User
from carecoord.notifications.models import Habits
from patients.models import Identifier, Patient, Sex

PASSWORD = "correct horse battery staple"
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # of everybody who works somewhere, so that pages open for them


@dataclass
class Cast:
    """Organizations, people and one patient. `actor("ana")` gives Ana at her organization."""

    organizations: dict[str, Organization] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    homes: dict[str, str] = field(default_factory=dict)
    denise: Patient = None  # type: ignore[assignment]  # set by `assemble`

    def actor(self, name: str) -> Actor:
        home = self.homes.get(name)
        user = self.users[name]
        return Actor(user_id=user.pk, organization_id=self.organizations[home].pk if home else None, name=user.name)

    def __getattr__(self, name: str) -> User:
        try:
            return self.__dict__["users"][name]  # type: ignore[no-any-return]  # a dict of users
        except KeyError:
            raise AttributeError(name) from None


ORGANIZATIONS = {
    "cedar": (OrganizationKind.PRACTICE, "Cedar Valley Oncology", "Cedar Valley", "America/Chicago", "52401"),
    "hillcrest": (OrganizationKind.PRACTICE, "Hillcrest Oncology", "Hillcrest", "America/Chicago", "61602"),
    "lakeside": (OrganizationKind.CENTER, "Lakeside Cell Therapy Center", "Lakeside", "America/Chicago", "60611"),
    "summit": (OrganizationKind.CENTER, "Summit CAR-T Program", "Summit", "America/Denver", "80045"),
}
STAFF = {
    "ana": ("cedar", Role.CLINICIAN, "Dr. Ana Ortiz"),
    "rae": ("cedar", Role.COORDINATOR, "Rae Martin"),
    "pia": ("cedar", Role.PRIVACY_OFFICER, "Pia Voss"),
    "uma": ("cedar", Role.ORGANIZATION_ADMIN, "Uma Diaz"),
    "cy": ("hillcrest", Role.COORDINATOR, "Cy Novak"),
    "bo": ("lakeside", Role.COORDINATOR, "Bo Larsen"),
    "chen": ("lakeside", Role.CLINICIAN, "Dr. Wei Chen"),
    "nan": ("lakeside", Role.NURSE, "Nan Ellis"),
    "dee": ("summit", Role.CLINICIAN, "Dr. Dee Park"),
}
DOMAINS = {"cedar": "cedarvalley", "hillcrest": "hillcrest", "lakeside": "lakeside", "summit": "summit"}
PEOPLE = {"pat": "Denise Okafor", "sam": "Sam Okafor"}


def assemble() -> Cast:
    """Make everybody; call inside `truth()`."""
    cast = Cast()
    for key, (kind, name, short, zone, zip_code) in ORGANIZATIONS.items():
        cast.organizations[key] = organization = Organization.objects.create(kind=kind, name=name, short_name=short, time_zone=zone)
        Site.objects.create(organization=organization, name=f"{short} main", zip_code=zip_code, is_main=True)
    for key, (home, role, name) in STAFF.items():
        user = User.objects.create_user(f"{key}@{DOMAINS[home]}.example", PASSWORD, name=name)
        Membership.objects.create(user=user, organization=cast.organizations[home], role=role)
        cast.users[key], cast.homes[key] = user, home
    for key, name in PEOPLE.items():
        cast.users[key] = User.objects.create_user(f"{key}@home.example", PASSWORD, name=name)
    cast.users["ida"] = User.objects.create_user("ida@carecoord.example", PASSWORD, name="Ida Reyes", is_staff=True, is_superuser=True)
    second_factors([*STAFF, "ida"], cast)
    for center in ("lakeside", "summit"):
        Partnership.objects.create(practice=cast.organizations["cedar"], center=cast.organizations[center])
    cast.denise = denise(cast)
    return cast


def second_factors(names: list[str], cast: Cast) -> None:
    data = {"secret": encrypt(TOTP_SECRET)}
    Authenticator.objects.bulk_create(Authenticator(user=cast.users[n], type=Authenticator.Type.TOTP, data=data) for n in names)


def denise(cast: Cast) -> Patient:
    """Denise "Pat" Okafor, in Cedar Valley's care; Pat signs in as herself, Sam as her confirmed proxy."""
    import datetime

    patient = Patient.objects.create(
        custodian=cast.organizations["cedar"],
        given_name="Denise",
        family_name="Okafor",
        birth_on=datetime.date(1961, 6, 2),
        sex=Sex.FEMALE,
        phone="555-0188",
        zip_code="52401",
    )
    Identifier.objects.create(patient=patient, organization=cast.organizations["cedar"], value="0083317")
    PersonalGrant.objects.create(patient_id=patient.pk, user=cast.users["pat"], source=PersonalSource.SELF)
    for who in ("pat", "sam"):  # no quiet hours, so that no test depends on the hour it runs at
        Habits.objects.create(user=cast.users[who], is_quiet=False)
    scopes = [ProxyScope.FULL]
    PersonalGrant.objects.create(patient_id=patient.pk, user=cast.users["sam"], source=PersonalSource.PROXY, scopes=scopes)
    return patient
