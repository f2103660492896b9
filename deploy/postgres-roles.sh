#!/usr/bin/env bash
# Runs once, when the PostgreSQL container creates its data folder. Creates the login that migrates the schema and the
# login that serves requests. The serving login owns nothing, so row-level security always applies to it.
# psql reads the passwords from the environment: arguments would show in the list of processes.
set -euo pipefail

psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres <<'SQL'
\getenv owner_password POSTGRES_OWNER_PASSWORD
\getenv serving_password POSTGRES_SERVING_PASSWORD
create role pm33_app nologin;
create role pm33_lookup nologin;
create role pm33_search nologin;
create role pm33_owner login password :'owner_password';
grant pm33_app, pm33_lookup, pm33_search to pm33_owner with admin option;
create role pm33 login password :'serving_password';
grant pm33_app to pm33;
create database pm33 owner pm33_owner;
SQL
