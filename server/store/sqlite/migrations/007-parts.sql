-- by what address the HTML may name a part (RFC 2557)
alter table part add column content_location text not null default '';
-- where it is not the declared one
alter table part add column charset_used text not null default '';
