-- Up Migration

-- An attempt whose process was asked to stop is not one whose process died under it.
alter table node_attempts drop constraint node_attempts_status_check;
alter table node_attempts
    add constraint node_attempts_status_check
        check (status in ('running', 'completed', 'failed', 'lost', 'interrupted')) not valid;

-- Down Migration

update node_attempts set status = 'lost' where status = 'interrupted';
alter table node_attempts drop constraint node_attempts_status_check;
alter table node_attempts
    add constraint node_attempts_status_check
        check (status in ('running', 'completed', 'failed', 'lost'));
