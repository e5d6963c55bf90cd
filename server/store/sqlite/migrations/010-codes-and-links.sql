-- Signatures have got bits for links, texts are deflated, and what was parsed before lacks its codes and links: it is parsed again at the start.
delete from search_text;
-- 0: `text` is as it is; else how many octets there are once inflated
alter table search_text rename column zstd to inflated;
delete from search_block;
delete from search_bits;
delete from part;
update message set state = 'received';
update mailbox set total = 0, unseen = 0, size_octets = 0, pinned_total = 0, pinned_octets = 0;
