SELECT
  *
FROM (
  SELECT
    *
  FROM (
    SELECT
      'gaps' AS "measure",
      "t1"."place_id",
      0 AS "body_id",
      SUBSTRING("t1"."matter" FROM CASE WHEN (
        0 + 1
      ) >= 1 THEN 0 + 1 ELSE 0 + 1 + LENGTH("t1"."matter") END FOR 2) AS "matter",
      "t1"."effective_on" AS "day",
      "t1"."bucket",
      SUM("t1"."counts") AS "total"
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
        CASE WHEN "t0"."move" = 'recount' THEN "t0"."value" ELSE 0 END AS "counts",
        0 AS "bucket"
      FROM "entry" AS "t0"
      WHERE
        "t0"."procedure" IN ('power_gaps')
        AND CASE WHEN "t0"."move" = 'recount' THEN "t0"."value" ELSE 0 END <> 0
    ) AS "t1"
    GROUP BY
      1,
      2,
      3,
      4,
      5,
      6
  ) AS "t7"
  UNION ALL
  SELECT
    *
  FROM (
    SELECT
      *
    FROM (
      SELECT
        'filed' AS "measure",
        "t3"."place_id",
        COALESCE("t3"."body_id", 0) AS "body_id",
        SUBSTRING("t3"."matter" FROM CASE WHEN (
          0 + 1
        ) >= 1 THEN 0 + 1 ELSE 0 + 1 + LENGTH("t3"."matter") END FOR 2) AS "matter",
        "t3"."effective_on" AS "day",
        "t3"."bucket",
        SUM("t3"."counts") AS "total"
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
          CASE WHEN "t0"."from_state" IS NULL THEN "t0"."value" ELSE 0 END AS "counts",
          0 AS "bucket"
        FROM "entry" AS "t0"
        WHERE
          "t0"."procedure" IN ('appeal', 'grid_event')
          AND CASE WHEN "t0"."from_state" IS NULL THEN "t0"."value" ELSE 0 END <> 0
      ) AS "t3"
      GROUP BY
        1,
        2,
        3,
        4,
        5,
        6
    ) AS "t9"
    UNION ALL
    SELECT
      *
    FROM (
      SELECT
        'resolved' AS "measure",
        "t5"."place_id",
        COALESCE("t5"."body_id", 0) AS "body_id",
        SUBSTRING("t5"."matter" FROM CASE WHEN (
          0 + 1
        ) >= 1 THEN 0 + 1 ELSE 0 + 1 + LENGTH("t5"."matter") END FOR 2) AS "matter",
        "t5"."effective_on" AS "day",
        "t5"."bucket",
        SUM("t5"."counts") AS "total"
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
            WHEN "t0"."move" IN ('report_back', 'settle_on_spot')
            OR (
              (
                "t0"."procedure" = 'grid_event'
              ) AND (
                "t0"."move" = 'close'
              )
            )
            THEN "t0"."value"
            ELSE 0
          END AS "counts",
          0 AS "bucket"
        FROM "entry" AS "t0"
        WHERE
          "t0"."procedure" IN ('appeal', 'grid_event')
          AND CASE
            WHEN "t0"."move" IN ('report_back', 'settle_on_spot')
            OR (
              (
                "t0"."procedure" = 'grid_event'
              ) AND (
                "t0"."move" = 'close'
              )
            )
            THEN "t0"."value"
            ELSE 0
          END <> 0
      ) AS "t5"
      GROUP BY
        1,
        2,
        3,
        4,
        5,
        6
    ) AS "t12"
  ) AS "t14"
) AS "t16"
UNION ALL
SELECT
  *
FROM (
  SELECT
    *
  FROM (
    SELECT
      *
    FROM (
      SELECT
        'resolved_in_time' AS "measure",
        "t13"."place_id",
        COALESCE("t13"."body_id", 0) AS "body_id",
        SUBSTRING("t13"."matter" FROM CASE WHEN (
          0 + 1
        ) >= 1 THEN 0 + 1 ELSE 0 + 1 + LENGTH("t13"."matter") END FOR 2) AS "matter",
        "t13"."effective_on" AS "day",
        "t13"."bucket",
        SUM("t13"."counts") AS "total"
      FROM (
        SELECT
          *
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
                "t0"."move" IN ('report_back', 'settle_on_spot')
                OR (
                  (
                    "t0"."procedure" = 'grid_event'
                  ) AND (
                    "t0"."move" = 'close'
                  )
                )
              )
              AND COALESCE("t0"."on_time", FALSE)
              THEN "t0"."value"
              ELSE 0
            END AS "counts",
            0 AS "bucket"
          FROM "entry" AS "t0"
          WHERE
            "t0"."procedure" IN ('appeal', 'grid_event')
        ) AS "t6"
        WHERE
          "t6"."counts" <> 0
      ) AS "t13"
      GROUP BY
        1,
        2,
        3,
        4,
        5,
        6
    ) AS "t17"
    UNION ALL
    SELECT
      *
    FROM (
      SELECT
        'explained' AS "measure",
        "t2"."place_id",
        COALESCE("t2"."body_id", 0) AS "body_id",
        SUBSTRING("t2"."matter" FROM CASE WHEN (
          0 + 1
        ) >= 1 THEN 0 + 1 ELSE 0 + 1 + LENGTH("t2"."matter") END FOR 2) AS "matter",
        "t2"."effective_on" AS "day",
        "t2"."bucket",
        SUM("t2"."counts") AS "total"
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
          CASE WHEN "t0"."move" = 'explain' THEN "t0"."value" ELSE 0 END AS "counts",
          0 AS "bucket"
        FROM "entry" AS "t0"
        WHERE
          "t0"."procedure" IN ('appeal', 'grid_event')
          AND CASE WHEN "t0"."move" = 'explain' THEN "t0"."value" ELSE 0 END <> 0
      ) AS "t2"
      GROUP BY
        1,
        2,
        3,
        4,
        5,
        6
    ) AS "t8"
  ) AS "t18"
  UNION ALL
  SELECT
    *
  FROM (
    SELECT
      *
    FROM (
      SELECT
        'open' AS "measure",
        "t15"."place_id",
        0 AS "body_id",
        SUBSTRING("t15"."matter" FROM CASE WHEN (
          0 + 1
        ) >= 1 THEN 0 + 1 ELSE 0 + 1 + LENGTH("t15"."matter") END FOR 2) AS "matter",
        "t15"."effective_on" AS "day",
        "t15"."bucket",
        SUM("t15"."counts") AS "total"
      FROM (
        SELECT
          *
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
        ) AS "t10"
        WHERE
          "t10"."counts" <> 0
      ) AS "t15"
      GROUP BY
        1,
        2,
        3,
        4,
        5,
        6
    ) AS "t19"
    UNION ALL
    SELECT
      *
    FROM (
      SELECT
        'reply_days' AS "measure",
        "t4"."place_id",
        COALESCE("t4"."body_id", 0) AS "body_id",
        SUBSTRING("t4"."matter" FROM CASE WHEN (
          0 + 1
        ) >= 1 THEN 0 + 1 ELSE 0 + 1 + LENGTH("t4"."matter") END FOR 2) AS "matter",
        "t4"."effective_on" AS "day",
        "t4"."bucket",
        SUM("t4"."counts") AS "total"
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
      ) AS "t4"
      GROUP BY
        1,
        2,
        3,
        4,
        5,
        6
    ) AS "t11"
  ) AS "t20"
) AS "t21"
