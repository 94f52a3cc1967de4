/**
 * The consumer's tables, version by version. What has been released is never changed: a change is another entry, and
 * it leaves tables that the version before can use, because both run side by side during an update.
 *
 * Everything belongs to a consumer group: two groups read the same records, and each adds them up for itself. Names are
 * found by `key`, a hash, because an index holds no text of a megabyte.
 */
export const migrations: readonly string[] = [
  `
  create table millrace.consumer_groups (
    id int generated always as identity primary key,
    name text not null unique
  );

  -- One row a partition. It is locked while a batch is applied, so counters cost nothing here.
  create table millrace.positions (
    group_id int not null references millrace.consumer_groups,
    stream text not null,
    partition text not null,
    next_offset bigint not null,
    -- The highest of all records so far, in milliseconds since the epoch, as the stream stamps them.
    newest_ms double precision not null,
    applied bigint not null default 0,
    duplicates bigint not null default 0,
    dead_letters bigint not null default 0,
    ratings bigint not null default 0,
    people bigint not null default 0,
    voices bigint not null default 0,
    primary key (group_id, stream, partition)
  ) with (fillfactor = 50);

  -- CloudEvents by a hash of source and id, for as long as a duplicate may come.
  create table millrace.seen (
    group_id int not null,
    identity uuid not null,
    seen_at timestamptz not null default now(),
    primary key (group_id, identity)
  );
  create index seen_by_time on millrace.seen using brin (seen_at) with (pages_per_range = 32, autosummarize = on);

  create table millrace.people (
    group_id int not null,
    key uuid not null,
    name text not null,
    age smallint not null,
    comment text not null,
    created timestamptz not null,
    changed timestamptz not null,
    primary key (group_id, key)
  ) with (fillfactor = 80);
  create index people_by_change on millrace.people (group_id, changed desc);

  create table millrace.voices (
    group_id int not null,
    key uuid not null,
    voice text not null,
    total bigint not null,
    ratings bigint not null,
    primary key (group_id, key)
  ) with (fillfactor = 50);
  create index voices_by_total on millrace.voices (group_id, total desc, ratings);

  create table millrace.dead_letters (
    id bigint generated always as identity primary key,
    group_id int not null,
    stream text not null,
    partition text not null,
    record_offset bigint not null,
    record_key text,
    reason text not null,
    value bytea not null,
    received_at timestamptz not null default now(),
    resent_at timestamptz,
    resent_source text,
    resent_id text
  );
  create index dead_letters_of_group on millrace.dead_letters (group_id, id desc);
  create index dead_letters_waiting on millrace.dead_letters (group_id) where resent_at is null;
  `,
];
