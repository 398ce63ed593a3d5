"""Opening a place (开局): the tables to fill in, in their order, and how far it has come."""
