CREATE INDEX notify_message_ended ON notify_message (ended_at) WHERE state = 'done'; -- for the sweep
