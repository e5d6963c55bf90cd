-- kept, not counted: what retention may not touch, and what it has removed
alter table mailbox add column pinned_total integer not null default 0;
alter table mailbox add column pinned_octets integer not null default 0;
alter table mailbox add column evicted integer not null default 0;

update mailbox set (pinned_total, pinned_octets) = (
  select count(*), coalesce(sum(message.size_octets), 0) from message
  where message.mailbox_id = mailbox.mailbox_id and message.pinned = 1 and state <> 'received'
);
