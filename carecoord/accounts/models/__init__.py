"""People, organizations, memberships, partnerships and invitations. Nothing clinical, and nothing about who may see a patient."""

from carecoord.accounts.models.hours import OpeningHours, Weekday
from carecoord.accounts.models.invitations import Invitation
from carecoord.accounts.models.organizations import ContactPerson, Organization, OrganizationKind, Partnership, Site
from carecoord.accounts.models.people import Language, Membership, Role, User

__all__ = [
    "ContactPerson",
    "Invitation",
    "Language",
    "Membership",
    "OpeningHours",
    "Organization",
    "OrganizationKind",
    "Partnership",
    "Role",
    "Site",
    "User",
    "Weekday",
]
