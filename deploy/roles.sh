#!/bin/sh
# The two roles that serve: they log in, own nothing and are bound by row-level security. Run once, by the owner.
set -eu
psql --set=ON_ERROR_STOP=1 --username postgres --dbname tinhso \
    --set=app="$APP_PASSWORD" --set=worker="$WORKER_PASSWORD" <<'SQL'
create role tinhso_app login nosuperuser nobypassrls nocreaterole nocreatedb password :'app';
create role tinhso_worker login nosuperuser nobypassrls nocreaterole nocreatedb password :'worker';
SQL
