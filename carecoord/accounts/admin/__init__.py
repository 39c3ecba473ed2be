"""People and organizations in the administration. Nothing is deleted, no password is typed by hand, no patient is seen."""

from carecoord.accounts.admin import memberships, organizations, sessions, users

__all__ = ["memberships", "organizations", "sessions", "users"]
