#!/bin/sh
# Makes the role Towpath works as: the owner of its database and no superuser.
set -eu
psql --username postgres --set password="$DATABASE_PASSWORD" <<'SQL'
CREATE ROLE towpath LOGIN PASSWORD :'password';
CREATE DATABASE towpath OWNER towpath;
SQL
