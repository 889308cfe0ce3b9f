-- The same answers with one group for each pupil, and a packed sum for each half-term beside the others.
--
-- The weight of a mark is looked up by the character of its code. It holds five counts of ten bits: attended,
-- authorised, unauthorised, late before the register closed, late after it. Half-term 0 is the whole year.
SET perfect_ht_threshold = 24;

WITH weighed AS (
    SELECT pupil, date, $weights[ascii(code)] AS weight
    FROM read_parquet($marks)
),

packed AS MATERIALIZED (
    SELECT
        pupil,
        sum(CASE WHEN date < $autumn_2 THEN weight ELSE 0 END)::BIGINT AS "1",
        sum(CASE WHEN date >= $autumn_2 AND date < $spring_1 THEN weight ELSE 0 END)::BIGINT AS "2",
        sum(CASE WHEN date >= $spring_1 AND date < $spring_2 THEN weight ELSE 0 END)::BIGINT AS "3",
        sum(CASE WHEN date >= $spring_2 AND date < $summer_1 THEN weight ELSE 0 END)::BIGINT AS "4",
        sum(CASE WHEN date >= $summer_1 AND date < $summer_2 THEN weight ELSE 0 END)::BIGINT AS "5",
        sum(CASE WHEN date >= $summer_2 THEN weight ELSE 0 END)::BIGINT AS "6"
    FROM weighed
    GROUP BY pupil
),

spent AS (
    SELECT pupil, 0 AS half_term, "1" + "2" + "3" + "4" + "5" + "6" AS counts FROM packed
    UNION ALL SELECT pupil, 1, "1" FROM packed
    UNION ALL SELECT pupil, 2, "2" FROM packed
    UNION ALL SELECT pupil, 3, "3" FROM packed
    UNION ALL SELECT pupil, 4, "4" FROM packed
    UNION ALL SELECT pupil, 5, "5" FROM packed
    UNION ALL SELECT pupil, 6, "6" FROM packed
),

tallies AS (
    SELECT
        pupil,
        half_term,
        counts & 1023 AS attended,
        (counts >> 10) & 1023 AS authorised,
        (counts >> 20) & 1023 AS unauthorised,
        (counts >> 30) & 1023 AS late_before_close,
        (counts >> 40) & 1023 AS late_after_close,
        authorised + unauthorised AS absent,
        attended + absent AS possible
    FROM spent
)

SELECT
    year_group,
    sex,
    fsm,
    sen,
    half_term,
    sum(attended)::BIGINT,
    sum(authorised)::BIGINT,
    sum(unauthorised)::BIGINT,
    sum(late_before_close)::BIGINT,
    sum(late_after_close)::BIGINT,
    sum(possible)::BIGINT,
    count(*) FILTER (possible > 0),
    count(*) FILTER (possible > 0 AND 10 * absent >= possible),
    count(*) FILTER (possible > 0 AND 2 * absent >= possible)
FROM tallies
JOIN read_parquet($pupils) USING (pupil)
GROUP BY ALL;
