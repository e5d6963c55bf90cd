-- Only messages that are shown: an offset is counted in these alone, and no row is read that is not on the page.
create index message_visible on message (seq) where state <> 'received';
drop index message_by_mailbox;
create index message_by_mailbox on message (mailbox_id, seq) where state <> 'received';
