"""Who a personal invitation is for, told to whoever holds its link: they may have no account yet, and see no row."""

from django.db import migrations

UP = """
-- The e-mail address of an invitation that can still be taken up; no row otherwise. Nothing of the patient.
create function access.open_invitation(hash text) returns table (email text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select lower(i.email) from public.patients_personalinvitation i join public.patients_patient p on p.id = i.patient_id
  where i.token_hash = hash and i.accepted_at is null and i.withdrawn_at is null and i.expires_at > clock_timestamp()
    and (i.access_ends_at is null or i.access_ends_at > clock_timestamp()) and (p.deceased_at is null or i.source = 'self') $$;
"""
DOWN = "drop function access.open_invitation(text);"


class Migration(migrations.Migration):
    dependencies = [("patients", "0007_search_keys")]
    operations = [migrations.RunSQL(UP, DOWN)]
