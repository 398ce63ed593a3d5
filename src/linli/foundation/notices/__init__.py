"""Messages to people: inbox, outbox and channels."""
