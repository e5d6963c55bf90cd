-- The surest code that a message brings, for the list. Of what is here only a folded form is kept: it is parsed again at the start.
alter table message add column code text not null default '';
delete from search_text;
delete from search_block;
delete from search_bits;
delete from part;
update message set state = 'received';
update mailbox set total = 0, unseen = 0, size_octets = 0, pinned_total = 0, pinned_octets = 0;
