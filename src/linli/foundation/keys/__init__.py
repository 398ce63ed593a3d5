"""The master key, wrapped data keys, encryption and look-up hashes."""
