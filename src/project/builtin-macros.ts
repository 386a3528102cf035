/**
 * Holds dbt's cross-database macros in Athena's SQL, each under the name that a project would
 * override: `athena__` where Athena differs, `default__` elsewhere. The name without a prefix
 * dispatches, and is made of them.
 */
export const sqlMacros = `
{% macro athena__current_timestamp() %}{{ cast_timestamp('now()') }}{% endmacro %}
{% macro default__current_timestamp_backcompat() %}current_timestamp::timestamp{% endmacro %}
{% macro default__current_timestamp_in_utc_backcompat() -%}
{{ return(adapter.dispatch('current_timestamp_backcompat', 'dbt')()) }}
{%- endmacro %}
{% macro default__snapshot_get_time() %}{{ current_timestamp() }}{% endmacro %}
{% macro cast_timestamp(timestamp_col) -%}
{%- set own = (model or {}).get('config', {}) -%}
{%- set is_stored = own.get('materialized', 'table') not in ['view', 'ephemeral'] -%}
{%- set is_fine = is_stored and own.get('table_type', 'hive') == 'iceberg' -%}
cast({{ timestamp_col }} as timestamp{{ '(6)' if is_fine }})
{%- endmacro %}
{% macro athena__end_of_time() %}cast('9999-01-01' AS timestamp){% endmacro %}
{% macro athena__type_string() %}VARCHAR{% endmacro %}
{% macro athena__type_float() %}DOUBLE{% endmacro %}
{% macro athena__type_numeric() %}DECIMAL(38,6){% endmacro %}
{% macro athena__type_int() %}INTEGER{% endmacro %}
{% macro default__type_timestamp() %}timestamp{% endmacro %}
{% macro default__type_bigint() %}bigint{% endmacro %}
{% macro default__type_boolean() %}boolean{% endmacro %}
{% macro athena__dateadd(datepart, interval, from_date_or_timestamp) -%}
date_add('{{ datepart }}', {{ interval }}, {{ from_date_or_timestamp }})
{%- endmacro %}
{% macro athena__datediff(first_date, second_date, datepart) -%}
{%- set first = 'CAST(' ~ first_date ~ ' AS TIMESTAMP)' -%}
{%- set second = 'CAST(' ~ second_date ~ ' AS TIMESTAMP)' -%}
{%- set coarser = {
  'quarter': ('year', 4), 'month': ('year', 12), 'hour': ('day', 24),
  'minute': ('hour', 60), 'second': ('minute', 60)} -%}
{%- if datepart == 'year' -%}
(year({{ second }}) - year({{ first }}))
{%- elif datepart == 'day' -%}
((to_milliseconds((CAST({{ second }} AS DATE) - CAST({{ first }} AS DATE)))) / 86400000)
{%- elif datepart == 'millisecond' -%}
(to_milliseconds(({{ second }} - {{ first }})))
{%- elif datepart == 'week' -%}
({{ datediff(first_date, second_date, 'day') }} / 7 + case
when dow({{ first }}) <= dow({{ second }}) then
case when {{ first_date }} <= {{ second_date }} then 0 else -1 end
else
case when {{ first_date }} <= {{ second_date }} then 1 else 0 end
end)
{%- elif datepart in coarser -%}
{%- set unit, many = coarser[datepart] -%}
{%- set whole = datediff(first_date, second_date, unit) -%}
{%- set rest = datepart ~ '(' ~ second ~ ') - ' ~ datepart ~ '(' ~ first ~ ')' -%}
{%- if datepart in ['quarter', 'month'] -%}
({{ whole }} * {{ many }}) + {{ rest }}
{%- else -%}
({{ whole }} * {{ many }} + {{ rest }})
{%- endif -%}
{%- elif execute -%}
{{ exceptions.raise_compiler_error('datediff knows no datepart ' ~ datepart ~ ' in Athena') }}
{%- endif -%}
{%- endmacro %}
{% macro athena__date_trunc(datepart, date) %}date_trunc('{{ datepart }}', {{ date }}){% endmacro %}
{% macro default_last_day(date, datepart) -%}
{%- set next = dbt.dateadd(datepart, '1', dbt.date_trunc(datepart, date)) -%}
cast({{ dbt.dateadd('day', '-1', next) }} as date)
{%- endmacro %}
{% macro default__last_day(date, datepart) -%}
{{ dbt.default_last_day(date, datepart) }}
{%- endmacro %}
{% macro default__date(year, month, day) -%}
to_date('{{ modules.datetime.date(year, month, day).strftime('%Y-%m-%d') }}', 'YYYY-MM-DD')
{%- endmacro %}
{% macro athena__hash(field) -%}
lower(to_hex(md5(to_utf8(cast({{ field }} as varchar)))))
{%- endmacro %}
{% macro default__concat(fields) %}{{ fields | join(' || ') }}{% endmacro %}
{% macro athena__safe_cast(field, type) %}try_cast({{ field }} as {{ type }}){% endmacro %}
{% macro default__cast(field, type) %}cast({{ field }} as {{ type }}){% endmacro %}
{% macro default__cast_bool_to_text(field) -%}
cast({{ field }} as {{ api.Column.translate_type('string') }})
{%- endmacro %}
{% macro athena__equals(expr1, expr2) %}({{ expr1 }} = {{ expr2 }}){% endmacro %}
{% macro default__length(expression) %}length({{ expression }}){% endmacro %}
{% macro default__replace(field, old_chars, new_chars) -%}
replace({{ field }}, {{ old_chars }}, {{ new_chars }})
{%- endmacro %}
{% macro default__split_part(string_text, delimiter_text, part_number) -%}
split_part({{ string_text }}, {{ delimiter_text }}, {{ part_number }})
{%- endmacro %}
{% macro _split_part_negative(string_text, delimiter_text, part_number) -%}
split_part({{ string_text }}, {{ delimiter_text }}, length({{ string_text }})
- length(replace({{ string_text }}, {{ delimiter_text }}, '')) + 2 + {{ part_number }})
{%- endmacro %}
{% macro default__position(substring_text, string_text) -%}
position({{ substring_text }} in {{ string_text }})
{%- endmacro %}
{% macro athena__right(string_text, length_expression) -%}
case when {{ length_expression }} = 0 then ''
else substr({{ string_text }}, -1 * ({{ length_expression }})) end
{%- endmacro %}
{% macro athena__any_value(expression) %}arbitrary({{ expression }}){% endmacro %}
{% macro athena__bool_or(expression) %}bool_or({{ expression }}){% endmacro %}
{% macro athena__listagg(measure, delimiter_text="','", order_by_clause=none, limit_num=none) -%}
array_join({% if limit_num %}slice({% endif -%}
array_agg({{ measure }}{% if order_by_clause %} {{ order_by_clause }}{% endif %})
{%- if limit_num %}, 1, {{ limit_num }}){% endif %}, {{ delimiter_text }})
{%- endmacro %}
{% macro athena__array_construct(inputs=[], data_type='integer') -%}
{%- if inputs -%}
array[ {{ inputs | join(' , ') }} ]
{%- else -%}
{{ safe_cast('array[]', 'array(' ~ data_type ~ ')') }}
{%- endif -%}
{%- endmacro %}
{% macro athena__array_append(array, new_element) %}{{ array }} || {{ new_element }}{% endmacro %}
{% macro athena__array_concat(array_1, array_2) %}{{ array_1 }} || {{ array_2 }}{% endmacro %}
{% macro default__except() %}except{% endmacro %}
{% macro default__intersect() %}intersect{% endmacro %}
{% macro default__string_literal(value) %}'{{ value }}'{% endmacro %}
{% macro default__escape_single_quotes(expression) -%}
{{ expression | replace("'", "''") }}
{%- endmacro %}
{% macro default__get_powers_of_two(upper_bound) -%}
{%- if upper_bound <= 0 -%}
{{ exceptions.raise_compiler_error('upper bound must be positive') }}
{%- endif -%}
{%- for power in range(1, 100) if upper_bound <= 2 ** power -%}{{ return(power) }}{%- endfor -%}
{%- endmacro %}
{% macro default__generate_series(upper_bound) -%}
{%- set n = dbt.get_powers_of_two(upper_bound) -%}
{%- set terms = [] -%}
{%- set tables = [] -%}
{%- for i in range(n) -%}
{%- do terms.append('p' ~ i ~ '.generated_number * power(2, ' ~ i ~ ')') -%}
{%- do tables.append('p as p' ~ i) -%}
{%- endfor -%}
with p as (select 0 as generated_number union all select 1),
unioned as (
select {{ terms | join(' + ') }} + 1 as generated_number
from {{ tables | join(' cross join ') }}
)
select * from unioned where generated_number <= {{ upper_bound }} order by generated_number
{%- endmacro %}
{% macro default__get_intervals_between(start_date, end_date, datepart) -%}
{%- call statement('get_intervals_between', fetch_result=True) -%}
select {{ dbt.datediff(start_date, end_date, datepart) }}
{%- endcall -%}
{%- set found = load_result('get_intervals_between') -%}
{{ return(found['data'][0][0] if found and found['data'] else 1) }}
{%- endmacro %}
{% macro default__date_spine(datepart, start_date, end_date) -%}
{%- set many = dbt.get_intervals_between(start_date, end_date, datepart) -%}
{%- set step = 'row_number() over (order by 1) - 1' -%}
with rawdata as ({{ dbt.generate_series(many) }}),
all_periods as (
select ({{ dbt.dateadd(datepart, step, start_date) }}) as date_{{ datepart }} from rawdata
),
filtered as (select * from all_periods where date_{{ datepart }} <= {{ end_date }})
select * from filtered
{%- endmacro %}
{% macro ddl_data_type(col_type, table_type='hive') -%}
{%- set type = modules.re.sub('(?:varchar|character varying)(?:\\\\(\\\\d+\\\\))?', 'string', col_type) -%}
{%- if 'array' in type or 'map' in type -%}
{%- set type = type.replace('(', '<').replace(')', '>') -%}
{%- endif -%}
{%- set type = type.replace('integer', 'int') -%}
{%- if table_type == 'iceberg' -%}
{%- set type = 'timestamp' if 'timestamp' in type else 'binary' if 'binary' in type else type -%}
{%- endif -%}
{{ return(type) }}
{%- endmacro %}
{% macro dml_data_type(col_type) -%}
{{ return(col_type.replace('string', 'varchar').replace('float', 'real')) }}
{%- endmacro %}
`;
