-- Up Migration

-- What a list needs to draw a draft as a miniature, so that listing reads no definitions.
alter table workflows add column outline json not null default '{"nodes":[],"edges":[]}';

-- Down Migration

alter table workflows drop column outline;
