create table setting (
  name text primary key,
  value text not null
) strict, without rowid;

create table mailbox (
  mailbox_id integer primary key,
  name text not null unique,
  -- kept, not counted; only messages that are ready take part
  total integer not null default 0,
  unseen integer not null default 0,
  size_octets integer not null default 0
) strict;

create table message (
  seq integer primary key autoincrement,
  id text not null unique,
  mailbox_id integer not null references mailbox (mailbox_id),
  origin text not null,
  received_at integer not null,
  reverse_path text not null,
  forward_paths text not null,
  parameters text not null,
  session_id text,
  session_started_at text,
  client_address text,
  helo_name text,
  tls integer,
  authenticated_as text,
  mail_data_id integer not null,
  size_octets integer not null,
  -- received: committed, not parsed; ready; broken: the parser gave up, octets and envelope are all there is
  state text not null default 'received' check (state in ('received', 'ready', 'broken')),
  seen integer not null default 0,
  pinned integer not null default 0,
  from_addresses text not null default '[]',
  to_addresses text not null default '[]',
  cc_addresses text not null default '[]',
  bcc_addresses text not null default '[]',
  reply_to_addresses text not null default '[]',
  subject text not null default '',
  snippet text not null default '',
  date_field text not null default '',
  message_id_field text not null default '',
  in_reply_to text not null default '',
  references_ids text not null default '[]',
  attachment_count integer not null default 0,
  has_text integer not null default 0,
  has_html integer not null default 0,
  findings text not null default '[]'
) strict;

create index message_by_mailbox on message (mailbox_id, seq);
create index message_pending on message (seq) where state = 'received';

-- the octets after DATA; only the last chunk of a message may be shorter than 1 MiB
create table mail_data (
  mail_data_id integer not null,
  ordinal integer not null,
  -- 0: as they came; else how many octets there are once decompressed
  zstd integer not null,
  octets blob not null,
  primary key (mail_data_id, ordinal)
) strict;

create table part (
  seq integer not null references message (seq) on delete cascade,
  ordinal integer not null,
  path text not null,
  content_type text not null,
  disposition text not null,
  filename text not null,
  content_id text not null,
  encoding text not null,
  charset text not null,
  size_octets integer not null,
  header_offset integer not null,
  body_offset integer not null,
  body_octets integer not null,
  primary key (seq, ordinal)
) strict, without rowid;
