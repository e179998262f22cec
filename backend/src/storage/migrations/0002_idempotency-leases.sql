-- Up Migration

-- While a request is being answered, its process renews this. Once it has run out, whoever comes with
-- the same key goes on, under the same resource id; the key itself lives on for its 24 hours.
alter table idempotency_keys add column lease_until timestamptz not null default now();

-- Down Migration

alter table idempotency_keys drop column lease_until;
