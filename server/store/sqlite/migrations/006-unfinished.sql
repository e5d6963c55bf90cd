-- At the start, mail data that belongs to no message is found by two indexes alone.
create index message_by_mail_data on message (mail_data_id);
