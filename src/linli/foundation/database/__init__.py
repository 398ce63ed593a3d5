"""The PostgreSQL server, its two roles and the guard that refuses to serve as owner."""
