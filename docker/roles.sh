#!/bin/sh
# Run once by the PostgreSQL image on an empty volume: three logins, none of them almighty, and the database they share.
# carecoord/engines/cluster.py makes the same on a machine without Docker; a test compares them.
set -eu
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
    --set owner_password="$OWNER_PASSWORD" --set app_password="$APP_PASSWORD" --set worker_password="$WORKER_PASSWORD" <<'SQL'
create role carecoord_owner with LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOREPLICATION INHERIT NOCREATEDB password :'owner_password';
create role carecoord_app with LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOREPLICATION NOCREATEDB password :'app_password';
create role carecoord_worker with LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOREPLICATION NOCREATEDB password :'worker_password';
create database carecoord owner carecoord_owner;
revoke all on database carecoord from public;
grant connect on database carecoord to carecoord_app, carecoord_worker;
SQL
