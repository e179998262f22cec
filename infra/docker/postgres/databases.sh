#!/bin/bash
# Run once, by the postgres image, on an empty volume: a role and a database each for us and Temporal.
# Neither role is a superuser, and neither can enter the other's database.
set -euo pipefail

psql --set ON_ERROR_STOP=1 --set ours="$FLOWMAESTRO_PASSWORD" --set temporal="$TEMPORAL_PASSWORD" \
    --username "$POSTGRES_USER" --dbname postgres --no-password --quiet <<'SQL'
-- The migrations make two roles without login, one for the API and one for the engine.
create role flowmaestro login createrole password :'ours';
create role temporal login password :'temporal';
create database flowmaestro owner flowmaestro encoding 'UTF8' template template0;
create database temporal owner temporal encoding 'UTF8' template template0;
create database temporal_visibility owner temporal encoding 'UTF8' template template0;
revoke connect on database flowmaestro, temporal, temporal_visibility from public;
\connect flowmaestro
create extension if not exists vector;
SQL
