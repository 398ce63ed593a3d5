SELECT
  "t0"."id",
  CASE
    WHEN "t0"."move" IN ('report_back', 'explain', 'answered_elsewhere')
    AND (
      "t0"."elapsed" IS NOT NULL
    )
    THEN "t0"."value"
    ELSE 0
  END AS "counts",
  CAST(COALESCE(
    LEAST(
      CAST(FLOOR(CAST((
        "t0"."elapsed"
      ) AS DOUBLE PRECISION) / (
        86400
      )) AS BIGINT),
      999
    ),
    0
  ) AS INT) AS "bucket"
FROM "entry" AS "t0"
WHERE
  "t0"."procedure" IN ('appeal', 'grid_event')
  AND CASE
    WHEN "t0"."move" IN ('report_back', 'explain', 'answered_elsewhere')
    AND (
      "t0"."elapsed" IS NOT NULL
    )
    THEN "t0"."value"
    ELSE 0
  END <> 0
