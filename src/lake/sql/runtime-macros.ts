/** Holds the macros that emitted queries use, one statement each. */
export const MACROS: readonly string[] = `
trino_offset(z) AS to_minutes((CASE WHEN z[1] = '-' THEN -1 ELSE 1 END) * (TRY_CAST(z[2:3] AS BIGINT) * 60 + TRY_CAST(z[5:6] AS BIGINT)))
trino_local(x) AS CASE WHEN x.z = 'UTC' THEN x.u WHEN x.z[1] IN ('+', '-') THEN x.u + trino_offset(x.z) ELSE timezone(x.z, timezone('UTC', x.u)) END
trino_utc_of(t, z) AS CASE WHEN z = 'UTC' THEN t WHEN z[1] IN ('+', '-') THEN t - trino_offset(z) ELSE timezone('UTC', timezone(z, t)) END
trino_with_zone(t, z) AS CASE WHEN t IS NOT NULL THEN {'u': trino_utc_of(t, z), 'z': z} END
trino_at_zone(t, z) AS CASE WHEN t IS NOT NULL THEN {'u': trino_utc_of(t, z), 'z': z} END
trino_in_zone(t, z) AS CASE WHEN t IS NOT NULL THEN {'u': t, 'z': z} END
trino_zone_name(z) AS CASE WHEN z = '' OR upper(z) IN ('Z', 'UTC', 'GMT') OR regexp_full_match(z, '[+-]0?0(:?00)?') THEN 'UTC' WHEN regexp_full_match(z, '[+-][0-9]{2}') THEN z || ':00' WHEN regexp_full_match(z, '[+-][0-9]{4}') THEN z[1:3] || ':' || z[4:5] ELSE z END
trino_parse_timestamp_tz(s) AS trino_with_zone(CAST(regexp_extract(s, '^\\s*([0-9-]+([ T][0-9:.]+)?)', 1) AS TIMESTAMP), trino_zone_name(trim(regexp_extract(s, '^\\s*[0-9-]+([ T][0-9:.]+)?(.*)$', 2))))
trino_iso8601(x) AS strftime(trino_local(x), '%Y-%m-%dT%H:%M:%S.%g') || CASE WHEN x.z = 'UTC' THEN 'Z' WHEN x.z[1] IN ('+', '-') THEN x.z ELSE '' END
trino_round_timestamp(t, unit) AS make_timestamp(CAST(floor((epoch_us(t) + unit // 2) / unit) AS BIGINT) * unit)
trino_from_unixtime(s) AS make_timestamp(CAST(round(s * 1000) AS BIGINT) * 1000)
trino_interval_micros(i) AS CAST(epoch(i) * 1000000 AS BIGINT)
trino_interval_text(i) AS CASE WHEN trino_interval_micros(i) < 0 THEN '-' ELSE '' END || CAST(abs(trino_interval_micros(i)) // 86400000000 AS VARCHAR) || ' ' || strftime(make_timestamp(abs(trino_interval_micros(i)) % 86400000000), '%H:%M:%S.%g')
trino_months(i) AS (datepart('year', i) * 12 + datepart('month', i))
trino_months_text(i) AS CASE WHEN trino_months(i) < 0 THEN '-' ELSE '' END || CAST(abs(trino_months(i)) // 12 AS VARCHAR) || '-' || CAST(abs(trino_months(i)) % 12 AS VARCHAR)
trino_interval_times(i, n) AS to_months(CAST(trunc(trino_months(i) * n) AS INTEGER)) + to_microseconds(CAST(round(CASE WHEN trino_months(i) = 0 THEN trino_interval_micros(i) * n ELSE 0 END) AS BIGINT))
trino_divide_half_up(a, b) AS (a // b) + CASE WHEN abs(a % b) * 2 >= abs(b) THEN CASE WHEN (a < 0) = (b < 0) THEN 1 ELSE -1 END ELSE 0 END
trino_concat_arrays(a, b) AS CASE WHEN a IS NOT NULL AND b IS NOT NULL THEN list_concat(a, b) END
trino_contains(l, x) AS CASE WHEN l IS NULL OR x IS NULL THEN NULL WHEN list_contains(l, x) THEN true WHEN len(l) > list_count(l) THEN NULL ELSE false END
trino_any_match(l) AS CASE WHEN l IS NULL THEN NULL WHEN list_contains(l, true) THEN true WHEN len(l) > list_count(l) THEN NULL ELSE false END
trino_all_match(l) AS CASE WHEN l IS NULL THEN NULL WHEN list_contains(l, false) THEN false WHEN len(l) > list_count(l) THEN NULL ELSE true END
trino_array_position(l, x) AS CASE WHEN l IS NOT NULL AND x IS NOT NULL THEN CAST(coalesce(list_position(l, x), 0) AS BIGINT) END
trino_array_distinct(l) AS list_transform(list_filter(list_transform(l, lambda x, i: {'x': x, 'p': list_position(l, x) = i}), lambda e: e.p), lambda e: e.x)
trino_array_except(a, b) AS trino_array_distinct(list_filter(a, lambda x: coalesce(list_position(b, x), 0) = 0))
trino_array_max(l) AS CASE WHEN len(l) = list_count(l) THEN list_max(l) END
trino_array_min(l) AS CASE WHEN len(l) = list_count(l) THEN list_min(l) END
trino_slice(l, start, n) AS CASE WHEN start > 0 THEN list_slice(l, start, start + n - 1) ELSE list_slice(l, len(l) + start + 1, len(l) + start + n) END
trino_array_join(l, d) AS array_to_string(list_filter(list_transform(l, lambda x: CAST(x AS VARCHAR)), lambda x: x IS NOT NULL), d), (l, d, n) AS array_to_string(list_transform(l, lambda x: coalesce(CAST(x AS VARCHAR), n)), d)
trino_replace(s, a, b) AS CASE WHEN a = '' AND s IS NOT NULL AND b IS NOT NULL THEN b || regexp_replace(s, '(.)', '\\1' || replace(b, '\\', '\\\\'), 'g') ELSE replace(s, a, b) END
trino_substr(s, i) AS CASE WHEN s IS NULL OR i IS NULL THEN NULL WHEN i = 0 OR abs(i) > length(s) THEN '' ELSE substr(s, i) END, (s, i, n) AS CASE WHEN s IS NULL OR i IS NULL OR n IS NULL THEN NULL WHEN i = 0 OR abs(i) > length(s) OR n <= 0 THEN '' ELSE substr(s, i, n) END
trino_strpos(s, f, n) AS CASE WHEN s IS NULL OR f IS NULL OR n IS NULL THEN NULL WHEN n > 0 AND len(string_split(s, f)) > n THEN CAST(length(array_to_string(string_split(s, f)[1:n], f)) + 1 AS BIGINT) ELSE CAST(0 AS BIGINT) END
trino_split(s, d, n) AS CASE WHEN len(string_split(s, d)) <= n THEN string_split(s, d) ELSE list_concat(string_split(s, d)[1:n - 1], [array_to_string(string_split(s, d)[n:], d)]) END
trino_split_part(s, d, i) AS CASE WHEN i > len(string_split(s, d)) THEN NULL ELSE string_split(s, d)[i] END
trino_split_to_map(s, e, k) AS map(list_transform(string_split(s, e), lambda x: string_split(x, k)[1]), list_transform(string_split(s, e), lambda x: string_split(x, k)[2]))
trino_sqrt(x) AS CASE WHEN x < 0 THEN CAST('NaN' AS DOUBLE) ELSE sqrt(x) END
trino_cbrt(x) AS CASE WHEN pow(round(cbrt(x)), 3) = x THEN round(cbrt(x)) ELSE cbrt(x) END
trino_ln(x) AS CASE WHEN x < 0 THEN CAST('NaN' AS DOUBLE) WHEN x = 0 THEN CAST('-Infinity' AS DOUBLE) ELSE ln(x) END
trino_log2(x) AS CASE WHEN x < 0 THEN CAST('NaN' AS DOUBLE) WHEN x = 0 THEN CAST('-Infinity' AS DOUBLE) ELSE log2(x) END
trino_width_bucket(x, a, b, n) AS CASE WHEN a < b THEN CASE WHEN x < a THEN CAST(0 AS BIGINT) WHEN x >= b THEN n + 1 ELSE CAST(floor((x - a) / (b - a) * n) AS BIGINT) + 1 END ELSE CASE WHEN x > a THEN CAST(0 AS BIGINT) WHEN x <= b THEN n + 1 ELSE CAST(floor((a - x) / (a - b) * n) AS BIGINT) + 1 END END
trino_left_shift(x, n) AS CASE WHEN n >= 64 THEN CAST(0 AS BIGINT) ELSE CAST(CASE WHEN CAST((CAST(x AS HUGEINT) * CAST(pow(2, n) AS HUGEINT)) & CAST('18446744073709551615' AS HUGEINT) AS HUGEINT) > 9223372036854775807 THEN ((CAST(x AS HUGEINT) * CAST(pow(2, n) AS HUGEINT)) & CAST('18446744073709551615' AS HUGEINT)) - CAST('18446744073709551616' AS HUGEINT) ELSE (CAST(x AS HUGEINT) * CAST(pow(2, n) AS HUGEINT)) & CAST('18446744073709551615' AS HUGEINT) END AS BIGINT) END
trino_right_shift(x, n) AS CASE WHEN n >= 64 THEN CAST(0 AS BIGINT) WHEN n = 0 THEN x ELSE CAST(((CAST(x AS HUGEINT) & CAST('18446744073709551615' AS HUGEINT)) >> CAST(n AS HUGEINT)) AS BIGINT) END
trino_bit_count(x, n) AS CAST(bit_count(CASE WHEN n >= 64 THEN x ELSE x & ((CAST(1 AS BIGINT) << n) - 1) END) AS BIGINT)
trino_json_array_length(j) AS CASE WHEN json_valid(j) THEN CASE WHEN json_type(CAST(j AS JSON)) = 'ARRAY' THEN CAST(json_array_length(CAST(j AS JSON)) AS BIGINT) END END
trino_json_size(j) AS CASE json_type(CAST(j AS JSON)) WHEN 'ARRAY' THEN CAST(json_array_length(CAST(j AS JSON)) AS BIGINT) WHEN 'OBJECT' THEN CAST(len(json_keys(CAST(j AS JSON))) AS BIGINT) ELSE CAST(0 AS BIGINT) END
trino_double_text(x) AS trino_number_text(CAST(x AS VARCHAR))
trino_real_text(x) AS trino_number_text(CAST(x AS VARCHAR))
`
  .trim()
  .split("\n")
  .map((line) => `CREATE MACRO ${line}`);
