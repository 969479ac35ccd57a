"""From facts to firings: the only room that knows durable_rules."""
