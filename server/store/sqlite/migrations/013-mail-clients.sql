-- What a mail client sees: a number that only grows, flags of its own, and when anything about a message last changed.
-- The number is the place of arrival, until a message moves: it then gets the next one of the same counter.
alter table message add column uid integer not null default 0;
alter table message add column modseq integer not null default 1;
alter table message add column answered integer not null default 0;
alter table message add column draft integer not null default 0;
alter table message add column deleted integer not null default 0;
-- 1 when another message may have the same mail data
alter table message add column is_shared integer not null default 0;
update message set uid = seq;

-- Which of the folders ever made it is, under whatever name; 0 when it came with mail.
alter table mailbox add column folder_number integer not null default 0;
-- What its UIDVALIDITY is beyond that of the database.
alter table mailbox add column validity integer not null default 0;
-- an attribute of RFC 6154 without its backslash, in lower case
alter table mailbox add column special_use text not null default '';

-- Of names, so that it outlives the mailbox (RFC 9051 §6.3.7).
create table subscription (name text primary key, subscribed integer not null) strict;

-- The header fields of parts are searched: what was parsed before lacks them, and is parsed again at the start.
delete from search_text;
delete from search_block;
delete from search_bits;
delete from part;
update message set state = 'received';
update mailbox set total = 0, unseen = 0, size_octets = 0, pinned_total = 0, pinned_octets = 0;

-- A client's list of a mailbox is answered by this alone.
drop index message_facts;
create index message_facts on message (seq, mailbox_id, seen, pinned, size_octets, received_at, features,
  uid, modseq, answered, draft, deleted) where state <> 'received';
-- What has come or changed since a view was read. The conditions always hold: without them other queries would take these
-- indexes for the smallest there are.
create index message_by_modseq on message (modseq) where modseq > 0;
-- Whom a message was sent to, without the rest of it.
create index message_by_recipients on message (seq, forward_paths) where forward_paths <> '';
create index message_by_shared_data on message (mail_data_id) where is_shared = 1;

-- how its client spoke; those that there were came by SMTP
alter table session add column protocol text not null default 'smtp';
insert into session_count (name) values ('read');
