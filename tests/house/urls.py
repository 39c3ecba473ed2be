"""The table: every address of the house, every member of the cast, and the status each gets.

How to add yours: find the group of your namespace; write `"namespace:name": line(...)`. An address that matches nothing here fails
tests/house/test_urls.py, and a namespace's `*` line is its default: nobody gets anything until a line says so.

`line(GET statuses)`; statuses come from `everyone`, `signed_in`, `only`. An address that takes POST alone says `post=` and gets 405 on GET.
Parameters get their sample values in tests/house/world.py.
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import Any

from tests.house import journey_urls, selection_urls, slot_urls, trial_urls
from tests.house.care import FIRST_DAYS, WAY_HOME
from tests.house.lines import Line, Status, Statuses, api, everyone, line, only, signed_in
from tests.house.pathway_urls import ROAD
from tests.house.protocol_urls import PROTOCOLS
from tests.house.reach_urls import REACHED
from tests.house.tool_urls import TOOLS

__all__ = ["FIRST_DAYS", "PROTOCOLS", "ROAD", "TABLE", "TOOLS", "WAY_HOME", "find", "fits"]

# Who may open what of Denise's record before anything is shared with a center.
CEDAR_CARE = ("ana", "rae")  # the custodian's care staff
LAKESIDE = ("bo", "chen", "nan")
PERSONS = ("pat", "sam")
STAFF = ("ana", "rae", "pia", "uma", "cy", "bo", "chen", "nan", "dee")

FRAME: dict[str, Line] = {
    "ui:theme": line(post=everyone(302)),
    "ui:language": line(post=everyone(302)),
    "ui:alive": line(everyone(204, nobody=401)),
}

ACCOUNTS: dict[str, Line] = {
    "account_login": line(everyone(302, nobody=200)),
    "account_logout": line(signed_in()),
    "account_inactive": line(everyone(200)),
    "account_signup": line(everyone(302, nobody=200)),
    "account_reauthenticate": line(signed_in()),
    "account_email": line(signed_in()),
    "account_email_verification_sent": line(everyone(200)),
    "account_change_password": line(signed_in()),
    "account_set_password": line(everyone(302)),
    "account_reset_password": line(everyone(200)),
    "account_confirm_login_code": line(everyone(302)),
    "account_confirm_email": line(everyone(200)),
    "account_reset_password_from_key_done": line(everyone(200)),
    "account_reset_password_from_key": line(everyone(200)),
    "account_reset_password_done": line(everyone(200)),
    "mfa_index": line(signed_in()),
    "mfa_authenticate": line(everyone(302)),
    "mfa_reauthenticate": line(signed_in(pat=302, sam=302)),  # only who has an authenticator
    "mfa_activate_totp": line(everyone(302)),
    "mfa_deactivate_totp": line(everyone(302, pat=404, sam=404)),
    "mfa_view_recovery_codes": line(signed_in(404)),
    "mfa_generate_recovery_codes": line(everyone(302)),
    "mfa_download_recovery_codes": line(signed_in(404)),
    "mfa_list_webauthn": line(signed_in()),
    "mfa_add_webauthn": line(everyone(302)),
    "mfa_reauthenticate_webauthn": line(everyone(302)),
    "mfa_remove_webauthn": line(everyone(302), pk=1),
    "mfa_edit_webauthn": line(everyone(302), pk=1),
    "mfa_login_webauthn": line(everyone(302)),
    "usersessions_list": line(signed_in()),
}

# One's own account, one's team (Uma is an organization admin), invitations; then machine clients (no browser ever needs these).
TEAM = signed_in(403, uma=200)
TEAM_POST = signed_in(403, uma=302)
OWN: dict[str, Line] = {
    "accounts:home": line(everyone(302)),
    "accounts:choose": line(signed_in(), post=signed_in(404)),
    "accounts:account": line(signed_in(), post=signed_in()),
    "accounts:team": line(TEAM),
    "accounts:mail_name": line(post=TEAM_POST),
    "accounts:invite": line(post=TEAM),
    "accounts:resend": line(post=signed_in(403, uma=404), invitation_id=1),
    "accounts:revoke": line(post=TEAM_POST, invitation_id=1),
    "accounts:member": line(signed_in(403, uma=404), membership_id=999_999_999),
    "accounts:role": line(post=TEAM_POST, membership_id=999_999_999),
    "accounts:end_membership": line(post=TEAM_POST, membership_id=999_999_999),
    "accounts:invitation": line(everyone(404), post=everyone(404), token="no-such-token"),
    "idp:oidc:configuration": line(everyone(200)),
    "idp:oidc:jwks": line(everyone(200)),
    "idp:oidc:authorization": line(signed_in()),
    "idp:oidc:device_authorization": line(signed_in()),
    "idp:oidc:logout": line(everyone((200, 302, 400))),
    "idp:oidc:token": line(post=everyone(400)),
    "idp:oidc:revoke": line(post=everyone((400, 401))),
    "idp:oidc:device_code": line(post=everyone((400, 401))),
    "idp:oidc:userinfo": line(everyone((400, 401))),
}

# Django admin: Ida alone; everybody else is sent to the sign-in page, whatever they ask for.
TO_IDA: Status = (200, 302, 403, 404, 405)
ADMIN: dict[str, Line] = {
    "admin:*": line(everyone(302, ida=TO_IDA)),
    "admin/*": line(everyone(302, ida=TO_IDA)),
    "admin:index": line(everyone(302, ida=200)),
    "admin:login": line(everyone(403, nobody=302, ida=302)),
}

# For machines that watch the house: no data, so no sign-in.
ENGINES: dict[str, Line] = {
    "healthz": line(everyone(200)),
    "readyz": line(everyone(200)),
}

# One's own notices; the sample is addressed to Bo.
NOTICES: dict[str, Line] = {
    **REACHED,
    "notices:list": line(signed_in()),
    "notices:live": line(everyone(200, nobody=401)),
    "notices:read_all": line(post=signed_in(302)),
    "notices:notice": line(only("bo", status=302)),
    "notices:open": line(post=only("bo", status=302)),
    "notices:read": line(post=only("bo", status=302)),
    "notices:api_list": line(api(*STAFF, *PERSONS, "ida")),
    "notices:api_choices": line(api(*STAFF, *PERSONS, "ida")),
    "notices:api_hours": line(api(*STAFF, *PERSONS, "ida")),
    "notices:api_read": line(everyone(405, nobody=401), post=api("bo", status=204)),
}

# Reading is for everybody; who stands for a text: administrators, and clinicians and nurses of centers.
REVIEWERS = ("ida", "chen", "nan", "dee")
LEARN: dict[str, Line] = {
    "education:library": line(everyone(200)),
    "education:signs": line(everyone(200)),
    "education:article": line(everyone(200), slug="first-visit"),
    "education:review_list": line(only(*REVIEWERS, others=403)),
    "education:review": line(only(*REVIEWERS, others=403)),
    "education:submit": line(post=only(*REVIEWERS, others=403, status=409)),  # the sample is approved already
    "education:approve": line(post=only(*REVIEWERS, others=403, status=422)),
    "education:send_back": line(post=only(*REVIEWERS, others=403, status=422)),
    "education:retire": line(post=only(*REVIEWERS, others=403, status=422)),
}

# A referral that Cedar Valley sent to Lakeside. Colleagues without a care role get 403, everybody else what does not exist.
DESKLESS = {"pia": 403, "uma": 403}


def desks(*may: str, **but: Status) -> Statuses:
    """These get the page; privacy officer and organization admin are refused by role, the rest by the walls."""
    return only(*may, **{**DESKLESS, **but})


BOTH_SIDES = (*CEDAR_CARE, *LAKESIDE)
CARE_STAFF = (*BOTH_SIDES, "cy", "dee")
AT_CENTERS: Statuses = dict.fromkeys((*LAKESIDE, "dee"), 403)
REFERRALS: dict[str, Line] = {
    "referrals:road": line(only(*PERSONS, "ida")),  # Ida reads that no road is hers
    "referrals:messages": line(only(*PERSONS)),
    "referrals:write_message": line(post=desks(*BOTH_SIDES, status=422)),
    "referrals:directory": line(desks(*CARE_STAFF)),
    "referrals:worklist": line(desks(*CARE_STAFF)),
    "referrals:bulk": line(post=desks(*CARE_STAFF, status=400)),
    "referrals:save_view": line(post=desks(*CARE_STAFF)),
    "referrals:drop_view": line(post=desks()),
    "referrals:new": line(desks(*CEDAR_CARE, "cy", **AT_CENTERS)),
    "referrals:draft": line(desks(**AT_CENTERS)),
    "referrals:autosave": line(post=desks(*CEDAR_CARE, "cy", status=422, **AT_CENTERS)),
    "referrals:referral": line(desks(*BOTH_SIDES)),
    "referrals:do": line(desks(*BOTH_SIDES)),
    "referrals:answer_item": line(desks(**AT_CENTERS)),
    "referrals:write_note": line(post=desks(*BOTH_SIDES, status=422)),
    "referrals:mark_read": line(post=desks(*BOTH_SIDES, status=302)),
    "referrals:start_plan": line(desks(*LAKESIDE, **dict.fromkeys(CEDAR_CARE, 302))),
    "referrals:packet_pdf": line(desks()),
    "referrals:document": line(desks()),
}

# The same for programs; one address a verb. A sent referral can be received; every other verb meets its refusal.
DESKLESS_API: Statuses = dict.fromkeys(("pat", "sam", "ida", "pia", "uma"), 403)
VERB_POST: Statuses = api(*BOTH_SIDES, status=(400, 403, 409, 428), **DESKLESS_API)
LOOP_API: dict[str, Line] = {
    "schema": line(everyone(200)),
    "docs": line(everyone(200)),
    "referrals_api:directory": line(api(*CARE_STAFF, **DESKLESS_API)),
    "referrals_api:list": line(api(*CARE_STAFF, **DESKLESS_API)),
    "referrals_api:*": line(everyone(405, nobody=401), post=VERB_POST),
    "referrals_api:one": line(api(*BOTH_SIDES, **DESKLESS_API)),
    "referrals_api:actions": line(api(*BOTH_SIDES, **DESKLESS_API)),
    "referrals_api:events": line(api(*BOTH_SIDES, **DESKLESS_API)),
    "referrals_api:notes": line(api(*BOTH_SIDES, **DESKLESS_API)),
    "referrals_api:questions": line(api(*BOTH_SIDES, **DESKLESS_API)),
    "referrals_api:packet": line(api(**DESKLESS_API)),
    "referrals_api:answer_question": line(everyone(405, nobody=401), post=api(**DESKLESS_API)),
}

SLOTS = slot_urls.SLOTS | selection_urls.SELECTION
JOURNEYS = journey_urls.JOURNEYS
TRIALS = trial_urls.TRIALS

# The record of Denise, of Cedar Valley; Lakeside reviews a packet, so it sees the header. Pia guards it and reads no chart.
LIST = {**signed_in(404), **dict.fromkeys(STAFF, 200), "pia": 403, "uma": 403}
CHART = only(*CEDAR_CARE, pia=403)
CHART_POST = only(*CEDAR_CARE, status=302, pia=403)
FACT: dict[str, Any] = {"kind": "allergies"}
RECORD: dict[str, Line] = {
    "patients:list": line(LIST),
    "patients:search": line(post={**LIST, **dict.fromkeys(set(STAFF) - {"pia", "uma"}, 302)}),
    "patients:register": line({**LIST}, post={**LIST}),
    "patients:record": line(only(*CEDAR_CARE, *LAKESIDE, pia=403)),
    "patients:compare": line(CHART, post=only(*CEDAR_CARE, status=409, pia=403)),
    "patients:history": line(CHART),
    "patients:facts": line(CHART),
    "patients:results": line(CHART),
    "patients:result": line(CHART),
    "patients:tools": line(CHART),
    "patients:tool": line(CHART, post=only(*CEDAR_CARE, status=422, pia=403), tool="iss"),
    "patients:mark_assessment": line(post=CHART_POST),
    "patients:edit": line(CHART, post=CHART),
    "patients:death": line(CHART, post=CHART),
    "patients:add_fact": line(CHART, post=CHART, **FACT),
    "patients:correct_fact": line(only(*CEDAR_CARE, status=404, pia=403), post=only(status=404, pia=403), **FACT),
    "patients:mark_fact": line(post=CHART_POST, **FACT),
    "patients:documents": line(CHART, post=CHART),
    "patients:document": line(only(pia=403)),  # the sample has no file
    "patients:review_document": line(post=CHART_POST),
    "patients:mark_document": line(CHART, post=CHART),
    "patients:caregivers": line(CHART),
    "patients:add_caregiver": line(CHART, post=CHART),
    "patients:invite_patient": line(CHART, post=CHART),
    "patients:correct_caregiver": line(CHART, post=CHART),
    "patients:caregiver_access": line(CHART, post=CHART),
    "patients:revoke_caregiver": line(post=CHART_POST),
    "patients:mark_caregiver": line(CHART, post=CHART),
    "my_caregivers:list": line(only(*PERSONS, "ida")),
    "my_caregivers:stop": line(post=only("pat", status=302)),
    "my_caregivers:take_up": line(everyone(404), post=everyone(404), token="no-such-token"),
}

# The same for programs. Roles are asked before the walls, so who never reads a chart gets 403 for any record, there or not.
MARK = (400, 428)  # sent without a version and without content
CHART_API = api(*CEDAR_CARE, **DESKLESS_API)
CHART_API_POST = api(*CEDAR_CARE, status=MARK, **DESKLESS_API)
POST_ONLY = everyone(405, nobody=401)
RECORD_API: dict[str, Line] = {
    "patients_api:*": line(POST_ONLY),
    "patients_api:list": line(api(*CARE_STAFF, **DESKLESS_API), post=api(*CARE_STAFF, status=400, **DESKLESS_API)),
    "patients_api:search": line(POST_ONLY, post=api(*CARE_STAFF, status=400, **DESKLESS_API)),
    "patients_api:one": line(api(*BOTH_SIDES, **DESKLESS_API)),
    "patients_api:documents": line(CHART_API, post={**CHART_API_POST, **dict.fromkeys(CEDAR_CARE, (400, 415))}),
    "patients_api:file": line(api(**DESKLESS_API)),  # the sample has no file
    "patients_api:exposure": line(CHART_API),
    "patients_api:fhir": line(CHART_API),
    "patients_api:facts_*": line(CHART_API, post=CHART_API_POST),
    "patients_api:fact_*": line(api(**DESKLESS_API)),
    "patients_api:fact_results": line(CHART_API),
    "patients_api:correct_*": line(POST_ONLY, post=api(**DESKLESS_API)),
    "patients_api:correct_results": line(POST_ONLY, post=CHART_API_POST),
    "patients_api:mark_error_*": line(POST_ONLY, post=api(**DESKLESS_API)),
    "patients_api:mark_error_results": line(POST_ONLY, post=CHART_API_POST),
}

# Who may open a record, emergency access: `access`. Who looked: `audit`.
ACCESS: dict[str, Line] = {
    "access:*": line(only()),
    "access:who_may": line(only("ana", "rae", "pia", *LAKESIDE, pat=403, sam=403)),
    "access:restrict": line(post=only("pia", **dict.fromkeys((*BOTH_SIDES, *PERSONS), 403))),
    "access:lift": line(post=only(**dict.fromkeys((*BOTH_SIDES, *PERSONS), 403))),
    "access:join_team": line(post=only(*BOTH_SIDES, "pia", pat=403, sam=403)),
    "access:leave_team": line(post=only(pat=403, sam=403)),
    "access:emergency": line(signed_in(403, ana=302, chen=302, dee=302)),  # clinicians, after signing in afresh
    "access:break_glass": line(signed_in(403, ana=302, chen=302, dee=302)),
    "access:break_glass_reviews": line(signed_in(403, pia=200)),
    "access:review": line(post=signed_in(403, pia=302)),
    "audit:*": line(only()),
    "audit:patient": line(only("ana", "rae", "pia", *LAKESIDE)),
    "audit:who_looked": line(signed_in(403, pat=200, sam=200, ida=200)),
    "audit:report": line(signed_in(403, pia=200)),
    "audit:export": line(signed_in(403, pia=302)),
}

# Every group above: a constant in capitals that maps keys to lines.
GROUPS = [group for name, group in list(globals().items()) if name.isupper() and isinstance(group, dict)]
TABLE: dict[str, Line] = {}
for group in GROUPS:
    TABLE.update({key: value for key, value in group.items() if isinstance(value, Line)})


def fits(got: int, status: Status) -> bool:
    return got in status if isinstance(status, tuple) else got == status


def find(key: str) -> Line | None:
    """The line of an address: its own, else the longest `*` line that fits."""
    if key in TABLE:
        return TABLE[key]
    patterns = [pattern for pattern in TABLE if "*" in pattern and fnmatchcase(key, pattern)]
    return TABLE[max(patterns, key=len)] if patterns else None
