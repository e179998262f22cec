#!/bin/sh
# Temporal's tables, made or brought up to this version's; nothing to do is success.
set -eu

apply() {
    tool="temporal-sql-tool --plugin postgres12 --endpoint $POSTGRES_SEEDS --port $DB_PORT --user $POSTGRES_USER --database $1"
    # Versions start at 0.0; on tables that are there already this says so and changes nothing.
    $tool setup-schema --version 0.0
    $tool update-schema --schema-dir "/etc/temporal/schema/postgresql/v12/$2/versioned"
}

apply temporal temporal
apply temporal_visibility visibility
