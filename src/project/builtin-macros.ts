/** Holds dbt's cross-database macros in Athena's SQL; a project's macros of the same name win. */
export const builtinMacros = `
{% macro current_timestamp() %}cast(now() as timestamp){% endmacro %}
{% macro current_timestamp_backcompat() %}cast(now() as timestamp){% endmacro %}
{% macro type_string() %}varchar{% endmacro %}
{% macro type_timestamp() %}timestamp{% endmacro %}
{% macro type_float() %}double{% endmacro %}
{% macro type_numeric() %}decimal(38, 6){% endmacro %}
{% macro type_bigint() %}bigint{% endmacro %}
{% macro type_int() %}integer{% endmacro %}
{% macro type_boolean() %}boolean{% endmacro %}
{% macro dateadd(datepart, interval, from_date_or_timestamp) -%}
date_add('{{ datepart }}', {{ interval }}, {{ from_date_or_timestamp }})
{%- endmacro %}
{% macro datediff(first_date, second_date, datepart) -%}
{#- Counts the borders between the two, as dbt does: 23:59 to 00:01 is one day. -#}
date_diff('{{ datepart }}', date_trunc('{{ datepart }}', {{ first_date }}),
date_trunc('{{ datepart }}', {{ second_date }}))
{%- endmacro %}
{% macro date_trunc(datepart, date) %}date_trunc('{{ datepart }}', {{ date }}){% endmacro %}
{% macro last_day(date, datepart) -%}
cast(date_add('day', -1, date_add('{{ datepart }}', 1, date_trunc('{{ datepart }}', {{ date }}))) as date)
{%- endmacro %}
{% macro hash(field) -%}
lower(to_hex(md5(to_utf8(cast({{ field }} as varchar)))))
{%- endmacro %}
{% macro concat(fields) %}{{ fields | join(' || ') }}{% endmacro %}
{% macro safe_cast(field, type) %}try_cast({{ field }} as {{ type }}){% endmacro %}
{% macro cast(field, type) %}cast({{ field }} as {{ type }}){% endmacro %}
{% macro length(expression) %}length({{ expression }}){% endmacro %}
{% macro replace(field, old_chars, new_chars) -%}
replace({{ field }}, {{ old_chars }}, {{ new_chars }})
{%- endmacro %}
{% macro split_part(string_text, delimiter_text, part_number) -%}
split_part({{ string_text }}, {{ delimiter_text }}, {{ part_number }})
{%- endmacro %}
{% macro position(substring_text, string_text) -%}
position({{ substring_text }} in {{ string_text }})
{%- endmacro %}
{% macro right(string_text, length_expression) -%}
substr({{ string_text }}, -1 * ({{ length_expression }}))
{%- endmacro %}
{% macro any_value(expression) %}arbitrary({{ expression }}){% endmacro %}
{% macro bool_or(expression) %}bool_or({{ expression }}){% endmacro %}
{% macro listagg(measure, delimiter_text="','", order_by_clause=none, limit_num=none) -%}
array_join({% if limit_num %}slice({% endif -%}
array_agg({{ measure }}{% if order_by_clause %} {{ order_by_clause }}{% endif %})
{%- if limit_num %}, 1, {{ limit_num }}){% endif %}, {{ delimiter_text }})
{%- endmacro %}
{% macro except() %}except{% endmacro %}
{% macro intersect() %}intersect{% endmacro %}
{% macro string_literal(value) %}'{{ value }}'{% endmacro %}
{% macro escape_single_quotes(expression) %}{{ expression | replace("'", "''") }}{% endmacro %}
`;
