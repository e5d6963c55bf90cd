create table tag (
  tag_id integer primary key,
  -- as it was first written
  name text not null,
  -- as it is searched: spellings that fold alike are one tag
  folded text not null unique
) strict;

create table message_tag (
  seq integer not null references message (seq) on delete cascade,
  tag_id integer not null references tag (tag_id),
  -- why it is there: client, field or rule
  origin text not null,
  because text not null,
  primary key (seq, tag_id)
) strict, without rowid;

create index message_by_tag on message_tag (tag_id, seq);

create table tag_rule (
  ordinal integer primary key,
  rule_id text not null unique,
  rule text not null
) strict;
