-- The limit of filing: what the database alone does for one filed case, by pgbench.
-- Copies the rows that one filing through the pages left (:source) under new ids: same tables,
-- indexes, triggers and rows, one transaction, on the same server in the same run.
\set n random(1, 1000000000)
BEGIN;
WITH made AS (
    SELECT (lpad(to_hex((extract(epoch FROM clock_timestamp()) * 1000)::bigint), 12, '0') || '7'
            || substr(md5(random()::text), 1, 3) || '8' || substr(md5(random()::text), 1, 15))::uuid AS id
)
INSERT INTO cases_case
SELECT (jsonb_populate_record(c, jsonb_build_object('id', made.id, 'number', substr(md5(made.id::text), 1, 12)))).*
FROM cases_case c, made WHERE c.id = :source
RETURNING quote_literal(id) AS fresh \gset
INSERT INTO cases_clock
SELECT (jsonb_populate_record(k, jsonb_build_object('id', gen_random_uuid(), 'case_id', :fresh::uuid))).*
FROM cases_clock k WHERE k.case_id = :source;
INSERT INTO cases_involvement
SELECT (jsonb_populate_record(i, jsonb_build_object('id', gen_random_uuid(), 'case_id', :fresh::uuid))).*
FROM cases_involvement i WHERE i.case_id = :source;
INSERT INTO cases_casewords SELECT :fresh::uuid, w.tokens FROM cases_casewords w WHERE w.case_id = :source;
INSERT INTO keys_datakey (kind, subject_id, wrapped, master_no)
SELECT d.kind, :fresh::uuid, d.wrapped, d.master_no FROM keys_datakey d WHERE d.subject_id = :source;
INSERT INTO journal_entry
SELECT (jsonb_populate_record(e, jsonb_build_object('id', :fresh::uuid, 'subject_id', :fresh::uuid))).*
FROM journal_entry e WHERE e.subject_id = :source AND e.seq = 1;
INSERT INTO journal_particular
SELECT (jsonb_populate_record(p, jsonb_build_object('id', gen_random_uuid(), 'entry_id', :fresh::uuid, 'subject_id', :fresh::uuid))).*
FROM journal_particular p WHERE p.subject_id = :source AND p.seq = 1;
INSERT INTO journal_once (id, scope, key, request, result)
SELECT gen_random_uuid(), 'bench', :fresh::text, o.request, o.result FROM journal_once o LIMIT 1;
COMMIT;
