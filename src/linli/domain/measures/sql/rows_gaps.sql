SELECT
  "t0"."id",
  CASE WHEN "t0"."move" = 'recount' THEN "t0"."value" ELSE 0 END AS "counts",
  0 AS "bucket"
FROM "entry" AS "t0"
WHERE
  "t0"."procedure" IN ('power_gaps')
  AND CASE WHEN "t0"."move" = 'recount' THEN "t0"."value" ELSE 0 END <> 0
