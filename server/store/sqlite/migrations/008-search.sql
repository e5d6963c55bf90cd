-- What is searched beside the columns, folded, its sections one after the other.
create table search_text (
  seq integer primary key references message (seq) on delete cascade,
  -- 0: as it is; else how many octets there are once decompressed
  zstd integer not null,
  text blob not null
) strict;

-- Signatures of so many messages as a block holds, turned by ninety degrees: a row has some of the bits of all of them.
create table search_block (
  block integer primary key,
  first_seq integer not null,
  last_seq integer not null,
  -- of each message in the block, in their order, little-endian differences to the first
  seqs blob not null
) strict;

create table search_bits (
  -- block * rows of a block + number of the row; a row of zeros is left out
  id integer primary key,
  bits blob not null
) strict;

-- which of the things that `has:` asks for
alter table message add column features integer not null default 0;

-- What a search counts by, so that it need not read the rows; it also answers for what message_visible did.
create index message_facts on message (seq, mailbox_id, seen, pinned, size_octets, received_at, features) where state <> 'received';
drop index message_visible;

-- What was parsed before lacks all this: it is parsed again at the start.
delete from part;
update message set state = 'received';
update mailbox set total = 0, unseen = 0, size_octets = 0, pinned_total = 0, pinned_octets = 0;
