import { type Signature, signature } from "./signature";

const TABLE = `
lower (varchar) varchar = lower($1)
upper (varchar) varchar = upper($1)
length (varchar) bigint = CAST(length($1) AS BIGINT)
length (varbinary) bigint = CAST(octet_length($1) AS BIGINT)
reverse (varchar) varchar = reverse($1)
reverse (array(T)) array(T) = list_reverse($1)
replace (varchar, varchar) varchar = replace($1, $2, '')
replace (varchar, varchar, varchar) varchar = trino_replace($1, $2, $3)
translate (varchar, varchar, varchar) varchar = translate($1, $2, $3)
trim (varchar) varchar = trim($1)
ltrim (varchar) varchar = ltrim($1)
rtrim (varchar) varchar = rtrim($1)
trim (varchar, varchar) varchar = trim($1, $2)
ltrim (varchar, varchar) varchar = ltrim($1, $2)
rtrim (varchar, varchar) varchar = rtrim($1, $2)
lpad (varchar, bigint, varchar) varchar = lpad($1, CAST($2 AS INTEGER), $3)
rpad (varchar, bigint, varchar) varchar = rpad($1, CAST($2 AS INTEGER), $3)
substr (varchar, bigint) varchar = trino_substr($1, $2)
substr (varchar, bigint, bigint) varchar = trino_substr($1, $2, $3)
substring (varchar, bigint) varchar = trino_substr($1, $2)
substring (varchar, bigint, bigint) varchar = trino_substr($1, $2, $3)
strpos (varchar, varchar) bigint = CAST(strpos($1, $2) AS BIGINT)
strpos (varchar, varchar, bigint) bigint = trino_strpos($1, $2, $3)
starts_with (varchar, varchar) boolean = starts_with($1, $2)
chr (bigint) varchar = chr(CAST($1 AS INTEGER))
codepoint (varchar) integer = CAST(unicode($1) AS INTEGER)
split (varchar, varchar) array(varchar) = string_split($1, $2)
split (varchar, varchar, bigint) array(varchar) = trino_split($1, $2, $3)
split_to_map (varchar, varchar, varchar) map(varchar, varchar) = trino_split_to_map($1, $2, $3)
levenshtein_distance (varchar, varchar) bigint = CAST(levenshtein($1, $2) AS BIGINT)
hamming_distance (varchar, varchar) bigint = CAST(hamming($1, $2) AS BIGINT)
soundex (varchar) varchar = trino_soundex($1)
luhn_check (varchar) boolean = trino_luhn($1)
concat_ws (varchar, varchar...) varchar = CASE WHEN $1 IS NOT NULL THEN concat_ws($1, $*) END
to_utf8 (varchar) varbinary = encode($1)
from_utf8 (varbinary) varchar = decode($1)
to_hex (varbinary) varchar = hex($1)
from_hex (varchar) varbinary = from_hex($1)
to_base64 (varbinary) varchar = to_base64($1)
from_base64 (varchar) varbinary = from_base64($1)
to_base64url (varbinary) varchar = replace(replace(to_base64($1), '+', '-'), '/', '_')
from_base64url (varchar) varbinary = from_base64(replace(replace($1, '-', '+'), '_', '/'))
md5 (varbinary) varbinary = from_hex(md5($1))
sha1 (varbinary) varbinary = from_hex(sha1($1))
sha256 (varbinary) varbinary = from_hex(sha256($1))
sha512 (varbinary) varbinary = trino_sha512($1)
xxhash64 (varbinary) varbinary = trino_xxhash64($1)
crc32 (varbinary) bigint = trino_crc32($1)
from_big_endian_64 (varbinary) bigint = trino_from_big_endian_64($1)
to_big_endian_64 (bigint) varbinary = trino_to_big_endian_64($1)
hmac_sha256 (varbinary, varbinary) varbinary = trino_hmac_sha256($1, $2)
url_encode (varchar) varchar = trino_url_encode($1)
url_decode (varchar) varchar = trino_url_decode($1)
url_extract_host (varchar) varchar = trino_url_part($1, 'host')
url_extract_path (varchar) varchar = trino_url_part($1, 'path')
url_extract_query (varchar) varchar = trino_url_part($1, 'query')
url_extract_protocol (varchar) varchar = trino_url_part($1, 'protocol')
url_extract_fragment (varchar) varchar = trino_url_part($1, 'fragment')
url_extract_port (varchar) bigint = CAST(trino_url_part($1, 'port') AS BIGINT)
url_extract_parameter (varchar, varchar) varchar = trino_url_parameter($1, $2)
sqrt (double) double = trino_sqrt($1)
cbrt (double) double = trino_cbrt($1)
exp (double) double = exp($1)
ln (double) double = trino_ln($1)
log (double, double) double = trino_ln($2) / trino_ln($1)
log10 (double) double = trino_ln($1) / ln(10)
log2 (double) double = trino_log2($1)
power (double, double) double = pow($1, $2)
pow (double, double) double = pow($1, $2)
sin (double) double = sin($1)
cos (double) double = cos($1)
tan (double) double = tan($1)
asin (double) double = asin($1)
acos (double) double = acos($1)
atan (double) double = atan($1)
atan2 (double, double) double = atan2($1, $2)
sinh (double) double = sinh($1)
cosh (double) double = cosh($1)
tanh (double) double = tanh($1)
degrees (double) double = degrees($1)
radians (double) double = radians($1)
pi () double = pi()
e () double = exp(CAST(1 AS DOUBLE))
nan () double = CAST('NaN' AS DOUBLE)
infinity () double = CAST('Infinity' AS DOUBLE)
is_nan (double) boolean = isnan($1)
is_finite (double) boolean = isfinite($1)
is_infinite (double) boolean = isinf($1)
random () double = random()
rand () double = random()
random (bigint) bigint = CAST(floor(random() * $1) AS BIGINT)
random (bigint, bigint) bigint = ($1 + CAST(floor(random() * ($2 - $1)) AS BIGINT))
width_bucket (double, double, double, bigint) bigint = trino_width_bucket($1, $2, $3, $4)
bitwise_and (bigint, bigint) bigint = ($1 & $2)
bitwise_or (bigint, bigint) bigint = ($1 | $2)
bitwise_xor (bigint, bigint) bigint = xor($1, $2)
bitwise_not (bigint) bigint = (~$1)
bit_count (bigint, bigint) bigint = trino_bit_count($1, $2)
from_base (varchar, bigint) bigint = trino_from_base($1, $2)
to_base (bigint, bigint) varchar = trino_to_base($1, $2)
cardinality (array(T)) bigint = CAST(len($1) AS BIGINT)
cardinality (map(K, V)) bigint = CAST(cardinality($1) AS BIGINT)
contains (array(T), T) boolean = trino_contains($1, $2)
array_position (array(T), T) bigint = trino_array_position($1, $2)
array_distinct (array(T)) array(T) = trino_array_distinct($1)
array_sort (array(T)) array(T) = list_sort($1, 'ASC', 'NULLS LAST')
array_max (array(T)) T = trino_array_max($1)
array_min (array(T)) T = trino_array_min($1)
array_intersect (array(T), array(T)) array(T) = trino_array_distinct(list_intersect($1, $2))
array_union (array(T), array(T)) array(T) = trino_array_distinct(trino_concat_arrays($1, $2))
array_except (array(T), array(T)) array(T) = trino_array_except($1, $2)
array_remove (array(T), T) array(T) = list_filter($1, lambda x: x IS DISTINCT FROM $2)
arrays_overlap (array(T), array(T)) boolean = list_has_any($1, $2)
flatten (array(array(T))) array(T) = flatten($1)
repeat (T, bigint) array(T) = list_transform(range($2), lambda x: $1)
slice (array(T), bigint, bigint) array(T) = trino_slice($1, $2, $3)
trim_array (array(T), bigint) array(T) = trino_slice($1, 1, len($1) - $2)
array_join (array(T), varchar) varchar = trino_array_join($1, $2)
array_join (array(T), varchar, varchar) varchar = trino_array_join($1, $2, $3)
ngrams (array(T), bigint) array(array(T)) = list_transform(range(1, greatest(len($1) - $2 + 1, 1) + 1), lambda i: list_slice($1, i, i + $2 - 1))
map_keys (map(K, V)) array(K) = map_keys($1)
map_values (map(K, V)) array(V) = map_values($1)
map (array(K), array(V)) map(K, V) = map($1, $2)
map_concat (map(K, V), map(K, V)) map(K, V) = map_concat($1, $2)
json_parse (varchar) json = CAST(json($1) AS VARCHAR)
json_format (json) varchar = $1
json_array_length (json) bigint = trino_json_array_length($1)
json_array_length (varchar) bigint = trino_json_array_length($1)
is_json_scalar (json) boolean = (json_type(CAST($1 AS JSON)) NOT IN ('OBJECT', 'ARRAY'))
is_json_scalar (varchar) boolean = (json_type(CAST($1 AS JSON)) NOT IN ('OBJECT', 'ARRAY'))
from_unixtime (double) timestamp(3) with time zone = {'u': trino_from_unixtime($1), 'z': 'UTC'}
from_unixtime (double, varchar) timestamp(3) with time zone = trino_in_zone(trino_from_unixtime($1), $2)
to_unixtime (timestamp(3)) double = (epoch_us($1) / 1000000)
to_unixtime (timestamp(3) with time zone) double = (epoch_us(($1).u) / 1000000)
from_iso8601_timestamp (varchar) timestamp(3) with time zone = trino_parse_timestamp_tz(replace($1, 'T', ' '))
from_iso8601_date (varchar) date = CAST($1 AS DATE)
to_iso8601 (date) varchar = CAST($1 AS VARCHAR)
to_iso8601 (timestamp(3)) varchar = strftime($1, '%Y-%m-%dT%H:%M:%S.%g')
to_iso8601 (timestamp(3) with time zone) varchar = trino_iso8601($1)
last_day_of_month (date) date = last_day($1)
last_day_of_month (timestamp(3)) date = last_day($1)
to_milliseconds (interval day to second) bigint = CAST(trino_interval_micros($1) // 1000 AS BIGINT)
human_readable_seconds (double) varchar = trino_readable_seconds($1)
uuid () uuid = uuid()
`;

const PARTS = new Map([
  ["year", "year"],
  ["quarter", "quarter"],
  ["month", "month"],
  ["week", "week"],
  ["week_of_year", "week"],
  ["day", "day"],
  ["day_of_month", "day"],
  ["dow", "isodow"],
  ["day_of_week", "isodow"],
  ["doy", "doy"],
  ["day_of_year", "doy"],
  ["yow", "isoyear"],
  ["year_of_week", "isoyear"],
]);

const CLOCK_PARTS = new Map([
  ["hour", "hour($1)"],
  ["minute", "minute($1)"],
  ["second", "second($1)"],
  ["millisecond", "(millisecond($1) % 1000)"],
]);

function build(): ReadonlyMap<string, readonly Signature[]> {
  const table = new Map<string, Signature[]>();
  const add = (name: string, types: string, template: string) => {
    const known = table.get(name) ?? [];
    known.push(signature(types, template));
    table.set(name, known);
  };
  for (const line of TABLE.trim().split("\n")) {
    const [head = "", ...template] = line.split(" = ");
    const space = head.indexOf(" ");
    add(head.slice(0, space), head.slice(space + 1), template.join(" = "));
  }
  for (const [name, part] of PARTS) {
    add(name, "(date) bigint", `CAST(${part}($1) AS BIGINT)`);
    add(name, "(timestamp(3)) bigint", `CAST(${part}($1) AS BIGINT)`);
    add(name, "(timestamp(3) with time zone) bigint", `CAST(${part}(trino_local($1)) AS BIGINT)`);
  }
  for (const [name, part] of CLOCK_PARTS) {
    const zoned = part.replace("$1", "trino_local($1)");
    add(name, "(timestamp(3)) bigint", `CAST(${part} AS BIGINT)`);
    add(name, "(timestamp(3) with time zone) bigint", `CAST(${zoned} AS BIGINT)`);
    add(name, "(time(3)) bigint", `CAST(${part} AS BIGINT)`);
    add(name, "(interval day to second) bigint", `CAST(${part} AS BIGINT)`);
  }
  add("year", "(interval year to month) bigint", "CAST(year($1) AS BIGINT)");
  add("month", "(interval year to month) bigint", "CAST(month($1) AS BIGINT)");
  add("day", "(interval day to second) bigint", "CAST(day($1) AS BIGINT)");
  return table;
}

/** Holds the functions whose DuckDB text follows from the types alone. */
export const SCALARS: ReadonlyMap<string, readonly Signature[]> = build();
