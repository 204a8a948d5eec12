"""Everything that is said to anyone: the guard, the thread, the outbox, the senders."""
