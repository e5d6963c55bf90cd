-- SMTP sessions that have ended, in that order; also those that brought no message
create table session (
  session_seq integer primary key autoincrement,
  id text not null unique,
  started_at integer not null,
  ended_at integer not null,
  client_address text not null,
  helo_name text not null,
  tls integer not null,
  authenticated_as text,
  outcome text not null,
  reason text not null,
  message_count integer not null,
  findings text not null,
  message_ids text not null,
  -- lines below each other, zstd when they are long; the last column, so that a list does not read it
  zstd integer not null,
  transcript blob not null
) strict;

create index session_by_outcome on session (outcome, session_seq);

-- kept, not counted: sessions by outcome, and those that were removed
create table session_count (
  name text primary key,
  total integer not null default 0
) strict, without rowid;

insert into session_count (name) values ('accepted'), ('refused'), ('aborted'), ('empty'), ('expired');
