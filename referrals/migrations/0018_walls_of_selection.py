"""Drafts of rules are their center's own, approved rules never change, verdicts and findings stand behind the patient's wall and only grow."""

from django.db import migrations

from carecoord.access.walls import ACTING_ORG, ORGS, append_only_sql, keeps_chart, keeps_header, moves_sql, sees_chart, sees_header, wall_sql
from referrals.selection.states import INITIAL, PAIRS

OWN = f"owner_id = any ({ACTING_ORG})"
OURS = f"organization_id = any ({ORGS}::int[])"
WALLS = {
    "referrals_ruleset": {"select": f"state <> 'draft' or {OWN}", "insert": OWN, "update": OWN},
    "referrals_verdict": {"select": f"({OURS} and {sees_header()}) or {sees_chart()}", "insert": f"{OURS} and {keeps_header()}"},
    "referrals_finding": {"select": sees_chart(), "insert": keeps_chart()},
}
FIXED = (
    "kind, key, title, product, owner_id, number, source, caution, approval, effective_on, content, reason, drafted_by_id, drafted_at, "
    "approved_by_id, approved_at"
)
GUARD_UP = f"""
-- What was approved is what stored verdicts name: another content is another version. Only the end of it may still be set.
create function access.rule_set_guard() returns trigger language plpgsql as $$
begin
  raise exception 'an approved rule set does not change; write another version' using errcode = '42501';
end $$;
create trigger referrals_ruleset_guard before update on referrals_ruleset for each row
  when (old.state <> 'draft' and ({", ".join(f"old.{name}" for name in FIXED.split(", "))})
        is distinct from ({", ".join(f"new.{name}" for name in FIXED.split(", "))}))
  execute function access.rule_set_guard();
-- A draft that was approved keeps what it says as well: approving sets who and when, and nothing else.
create trigger referrals_ruleset_approval before update on referrals_ruleset for each row
  when (old.state = 'draft' and new.state = 'approved' and (old.content, old.kind, old.key, old.owner_id, old.number, old.drafted_by_id)
        is distinct from (new.content, new.kind, new.key, new.owner_id, new.number, new.drafted_by_id))
  execute function access.rule_set_guard();
"""
GUARD_DOWN = """
drop trigger referrals_ruleset_approval on referrals_ruleset;
drop trigger referrals_ruleset_guard on referrals_ruleset;
drop function access.rule_set_guard();
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0017_selection")]
    operations = [
        *[migrations.RunSQL(*wall_sql(table, **rules)) for table, rules in WALLS.items()],
        migrations.RunSQL(*moves_sql("referrals_ruleset", "state", pairs=PAIRS, initial=INITIAL)),
        *[migrations.RunSQL(*append_only_sql(f"referrals_{name}")) for name in ("verdict", "finding")],
        migrations.RunSQL(GUARD_UP, GUARD_DOWN),
    ]
