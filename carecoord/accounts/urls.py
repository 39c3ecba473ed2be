"""Addresses of this room. What allauth serves stands under /accounts/."""

from django.urls import path

from carecoord.accounts.views import account, home, invitation, team

app_name = "accounts"
urlpatterns = [
    path("", home.home, name="home"),
    path("choose/", home.choose, name="choose"),
    path("account/", account.account, name="account"),
    path("team/", team.team, name="team"),
    path("team/mail-name/", team.mail_name, name="mail_name"),
    path("team/invite/", team.invite, name="invite"),
    path("team/invitations/<int:invitation_id>/resend/", team.resend, name="resend"),
    path("team/invitations/<int:invitation_id>/revoke/", team.revoke, name="revoke"),
    path("team/members/<int:membership_id>/", team.member, name="member"),
    path("team/members/<int:membership_id>/role/", team.role, name="role"),
    path("team/members/<int:membership_id>/end/", team.end, name="end_membership"),
    path("invitations/<str:token>/", invitation.invitation, name="invitation"),
]
