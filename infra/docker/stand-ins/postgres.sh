#!/bin/bash
# What the official image does with its variables, as far as docker-compose.yml uses them.
set -euo pipefail
if [ "$(id -u)" = 0 ]; then
    install --directory --owner=postgres --group=postgres --mode=700 "$PGDATA"
    install --directory --owner=postgres --group=postgres /var/run/postgresql
    exec setpriv --reuid=postgres --regid=postgres --init-groups "$0" "$@"
fi
if [ ! -s "$PGDATA/PG_VERSION" ]; then
    export POSTGRES_USER="${POSTGRES_USER:-postgres}"
    initdb --username="$POSTGRES_USER" --pwfile=<(echo "$POSTGRES_PASSWORD") --auth-local=trust \
        --auth-host=scram-sha-256 --encoding=UTF8 --locale=C.UTF-8 >/dev/null
    echo "host all all all scram-sha-256" >> "$PGDATA/pg_hba.conf"
    pg_ctl --silent --wait -o "-c listen_addresses=''" start
    for script in /docker-entrypoint-initdb.d/*.sh; do "$script"; done
    pg_ctl --silent --wait --mode=fast stop
fi
exec "$@" -c listen_addresses='*' -c unix_socket_directories=/var/run/postgresql
