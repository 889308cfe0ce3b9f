-- The same answers as most people would write them first: codes and half-terms in tables of their own, joined.
WITH weights AS (
    SELECT chr(number::INTEGER) AS code, weight
    FROM (SELECT unnest(range(1, 128)) AS number, unnest($weights) AS weight)
),

days AS (
    SELECT
        unnest(range($autumn_1, $year_ends, INTERVAL 1 DAY))::DATE AS date,
        CASE
            WHEN date < $autumn_2 THEN 1
            WHEN date < $spring_1 THEN 2
            WHEN date < $spring_2 THEN 3
            WHEN date < $summer_1 THEN 4
            WHEN date < $summer_2 THEN 5
            ELSE 6
        END AS half_term
),

packed AS MATERIALIZED (
    SELECT pupil, half_term, sum(weight)::BIGINT AS counts
    FROM read_parquet($marks)
    JOIN weights USING (code)
    JOIN days USING (date)
    GROUP BY ALL
),

spent AS (
    SELECT pupil, half_term, counts FROM packed
    UNION ALL
    SELECT pupil, 0, sum(counts)::BIGINT FROM packed GROUP BY pupil
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
