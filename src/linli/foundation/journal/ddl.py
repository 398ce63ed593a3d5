"""What migrations of append-only tables need: monthly partitions, guards, the database's stamps."""

from __future__ import annotations

from django.db.migrations import RunSQL

# The guard is two-fold: the application's role holds no right to change or empty these tables
# (grants), and these triggers stop even their owner. TRUNCATE passes row triggers, and emptying one
# partition passes the parent's statement trigger: each partition has its own.
GUARD = """
CREATE OR REPLACE FUNCTION linli_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION linli_append_only();
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION linli_append_only();
"""

NO_TRUNCATE = """
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {partition}
    FOR EACH STATEMENT EXECUTE FUNCTION linli_append_only();
"""

# Months are ranges of UUIDv7, whose first 48 bits are Unix milliseconds (UTC).
MONTHLY = """
CREATE TABLE {table}_new (LIKE {table} INCLUDING DEFAULTS) PARTITION BY RANGE (id);
DROP TABLE {table};
ALTER TABLE {table}_new RENAME TO {table};
ALTER TABLE {table} ADD CONSTRAINT {table}_pkey PRIMARY KEY (id);
CREATE TABLE {table}_default PARTITION OF {table} DEFAULT;

CREATE OR REPLACE FUNCTION linli_uuid7_floor(at timestamptz) RETURNS uuid
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
    SELECT (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0')
            || '70008000000000000000')::uuid
$$;

CREATE FUNCTION {function}(month date) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    first timestamp := date_trunc('month', month::timestamp);
    name text := '{table}_' || to_char(first, 'YYYY"m"MM');
BEGIN
    IF to_regclass('public.' || quote_ident(name)) IS NOT NULL THEN
        RETURN name;
    END IF;
    PERFORM pg_advisory_xact_lock(hashtext('{function}'));
    IF to_regclass('public.' || quote_ident(name)) IS NULL THEN
        EXECUTE format('CREATE TABLE public.%I PARTITION OF public.{table}
                        FOR VALUES FROM (%L) TO (%L)', name,
                       public.linli_uuid7_floor(first AT TIME ZONE 'UTC'),
                       public.linli_uuid7_floor((first + interval '1 month') AT TIME ZONE 'UTC'));
        EXECUTE format('CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON public.%I
                        FOR EACH STATEMENT EXECUTE FUNCTION public.linli_append_only()', name);
    END IF;
    RETURN name;
END $$;
REVOKE ALL ON FUNCTION {function}(date) FROM PUBLIC;
"""

FIRST_MONTHS = """
SELECT {function}((date_trunc('month', now() AT TIME ZONE 'UTC') + n * interval '1 month')::date)
  FROM generate_series(0, 3) AS n;
"""

# `at` is said by whoever acts; when it was recorded, and in which transaction, only the database
# says. Clocks of two machines differ a little: an `at` of up to 5 seconds ahead is taken, and the
# recording is then never earlier than what it records.
STAMP = """
CREATE FUNCTION {table}_stamp() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.recorded_at := greatest(clock_timestamp(), NEW.at);
    {txid}
    IF NEW.recorded_at > clock_timestamp() + interval '5 seconds' THEN
        RAISE EXCEPTION 'at % is later than now', NEW.at USING ERRCODE = 'check_violation',
            CONSTRAINT = '{table}_at_not_later';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER {table}_stamp BEFORE INSERT ON {table}
    FOR EACH ROW EXECUTE FUNCTION {table}_stamp();
"""


def monthly(table: str, function: str) -> RunSQL:
    """Make an empty table a partitioned one; `function(month)` then makes a month's partition."""
    return RunSQL(MONTHLY.format(table=table, function=function), RunSQL.noop)


def guard(table: str, *, function: str = "") -> RunSQL:
    """Refuse UPDATE, DELETE and TRUNCATE; `function` makes a monthly table's first partitions."""
    sql = GUARD.format(table=table)
    if function:
        sql += NO_TRUNCATE.format(table=table, partition=f"{table}_default")
        sql += FIRST_MONTHS.format(function=function)
    return RunSQL(sql, RunSQL.noop)


def stamp(table: str, *, txid: bool = False) -> RunSQL:
    """Let the database alone say when a row was recorded, and in which transaction."""
    line = "NEW.txid := pg_current_xact_id();" if txid else ""
    return RunSQL(STAMP.format(table=table, txid=line), RunSQL.noop)
