"""Technical rooms that know nothing of neighbourhoods."""
