SELECT
  "t1"."id",
  "t1"."counts",
  "t1"."bucket"
FROM (
  SELECT
    "t0"."id",
    "t0"."effective_on",
    "t0"."place_id",
    "t0"."body_id",
    "t0"."procedure",
    "t0"."move",
    "t0"."from_state",
    "t0"."to_state",
    "t0"."matter",
    "t0"."elapsed",
    "t0"."on_time",
    "t0"."value",
    "t0"."reverses_id",
    CASE
      WHEN (
        "t0"."reverses_id" IS NULL
      ) OR (
        "t0"."from_state" IS NULL
      )
      THEN (
        CASE
          WHEN COALESCE("t0"."to_state", "t0"."from_state", '') IN (
            'accepted',
            'dispatched',
            'explained',
            'filed',
            'handled',
            'in_hand',
            'objected',
            're_opened',
            'reported_back',
            'returned',
            'waiting'
          )
          THEN 1
          ELSE 0
        END - CASE
          WHEN COALESCE("t0"."from_state", '') IN (
            'accepted',
            'dispatched',
            'explained',
            'filed',
            'handled',
            'in_hand',
            'objected',
            're_opened',
            'reported_back',
            'returned',
            'waiting'
          )
          THEN 1
          ELSE 0
        END
      ) * "t0"."value"
      ELSE 0
    END AS "counts",
    0 AS "bucket"
  FROM "entry" AS "t0"
  WHERE
    "t0"."procedure" IN ('appeal', 'grid_event')
) AS "t1"
WHERE
  "t1"."counts" <> 0
