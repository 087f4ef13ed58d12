#!/bin/sh
# Run once by the postgres image, on an empty volume: the three roles, with the passwords of .env.
set -eu
psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
    --set owner_password="$OWNER_PASSWORD" --set app_password="$APP_PASSWORD" --set backup_password="$BACKUP_PASSWORD" \
    --file /roles.sql
