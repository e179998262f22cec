-- Up Migration

-- `/health/ready` compares what is applied with what this version brings.
grant select on pgmigrations to flowmaestro_app;

-- Down Migration

revoke select on pgmigrations from flowmaestro_app;
