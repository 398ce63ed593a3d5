from django.db import migrations

# The shape is that of Django's `createcachetable`; made here so that one command migrates all.
MAKE = """
CREATE TABLE linli_cache (
    cache_key varchar(255) PRIMARY KEY,
    value text NOT NULL,
    expires timestamptz NOT NULL
);
CREATE INDEX linli_cache_expires ON linli_cache (expires);
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_tries")]

    operations = [migrations.RunSQL(MAKE, "DROP TABLE linli_cache")]
