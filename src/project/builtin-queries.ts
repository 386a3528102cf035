/** Holds dbt's macros that ask the lake, look at configs and test data; projects may override. */
export const queryMacros = `
{% macro statement(name=none, fetch_result=false, auto_begin=true, language='sql') -%}
{%- if execute -%}
{%- set response, table = adapter.execute(caller(), auto_begin=auto_begin, fetch=fetch_result) -%}
{%- if name is not none -%}
{{ store_result(name, response=response, agate_table=table) }}
{%- endif -%}
{%- endif -%}
{%- endmacro %}
{% macro noop_statement(name=none, message=none, code=none, rows_affected=none, res=none) -%}
{%- set unused = caller() -%}
{%- if name is not none -%}
{{ store_raw_result(name, message=message, code=code, rows_affected=rows_affected, agate_table=res) }}
{%- endif -%}
{%- endmacro %}
{% macro run_query(sql) -%}
{%- call statement('run_query_statement', fetch_result=true, auto_begin=false) -%}
{{ sql }}
{%- endcall -%}
{%- do return(load_result('run_query_statement').table) -%}
{%- endmacro %}
{% macro default__get_columns_in_relation(relation) -%}
{{ return(adapter.get_columns_in_relation(relation)) }}
{%- endmacro %}
{% macro default__get_empty_subquery_sql(select_sql, select_sql_header=none) -%}
{{ select_sql_header or '' }} select * from ( {{ select_sql }} ) as __dbt_sbq where false limit 0
{%- endmacro %}
{% macro get_column_schema_from_query(select_sql, select_sql_header=none) -%}
{%- set sql = get_empty_subquery_sql(select_sql, select_sql_header) -%}
{{ return(adapter.get_column_schema_from_query(sql)) }}
{%- endmacro %}
{% macro default__get_columns_in_query(select_sql) -%}
{%- set found = run_query(get_empty_subquery_sql(select_sql)) -%}
{{ return(found.columns | map(attribute='name') | list) }}
{%- endmacro %}
{% macro get_list_of_column_names(columns) -%}
{{ return(columns | map(attribute='name') | list) }}
{%- endmacro %}
{% macro load_cached_relation(relation) -%}
{%- do return(adapter.get_relation(relation.database, relation.schema, relation.identifier)) -%}
{%- endmacro %}
{% macro load_relation(relation) %}{% do return(load_cached_relation(relation)) %}{% endmacro %}
{% macro default__information_schema_name(database) -%}
{{ database ~ '.' if database }}INFORMATION_SCHEMA
{%- endmacro %}
{% macro default__list_schemas(database) -%}
{{ return(adapter.list_schemas(database)) }}
{%- endmacro %}
{% macro default__check_schema_exists(information_schema, schema) -%}
{{ return(adapter.check_schema_exists(information_schema.database, schema)) }}
{%- endmacro %}
{% macro default__list_relations_without_caching(schema_relation) -%}
{{ return(adapter.list_relations_without_caching(schema_relation)) }}
{%- endmacro %}
{% macro default__get_where_subquery(relation) -%}
{%- set where = config.get('where', '') -%}
{%- if not where -%}{%- do return(relation) -%}{%- endif -%}
{%- do return('(select * from ' ~ relation ~ ' where ' ~ where ~ ') dbt_subquery') -%}
{%- endmacro %}
{% macro should_store_failures() -%}
{%- set own = config.get('store_failures') -%}
{%- do return(flags.STORE_FAILURES if own is none else own) -%}
{%- endmacro %}
{% macro convert_datetime(date_str, date_fmt) -%}
{%- do return(modules.datetime.datetime.strptime(date_str.strip(), date_fmt)) -%}
{%- endmacro %}
{% macro dates_in_range(start_date_str, end_date_str=none, in_fmt='%Y%m%d', out_fmt='%Y%m%d') -%}
{%- set first = convert_datetime(start_date_str, in_fmt) -%}
{%- set last = convert_datetime(end_date_str or start_date_str, in_fmt) -%}
{%- if last < first -%}
{{ exceptions.raise_compiler_error('the range ends before it starts: ' ~ first ~ ', ' ~ last) }}
{%- endif -%}
{%- set dates = [] -%}
{%- for day in range((last - first).days + 1) -%}
{%- set date = first + modules.datetime.timedelta(days=day) -%}
{%- do dates.append(date.strftime(out_fmt) if out_fmt else date) -%}
{%- endfor -%}
{{ return(dates) }}
{%- endmacro %}
{% macro partition_range(raw_partition_date, date_fmt='%Y%m%d') -%}
{%- set ends = (raw_partition_date | string).split(',') -%}
{%- if ends | length > 2 -%}
{{ exceptions.raise_compiler_error('a partition range has two ends: ' ~ raw_partition_date) }}
{%- endif -%}
{{ return(dates_in_range(ends[0], ends[1] if ends | length == 2 else none, in_fmt=date_fmt)) }}
{%- endmacro %}
{% macro py_current_timestring() -%}
{%- do return(modules.datetime.datetime.now().strftime('%Y%m%d%H%M%S%f')) -%}
{%- endmacro %}
{% test not_null(model, column_name) -%}
{{ adapter.dispatch('test_not_null', 'dbt')(model, column_name) }}
{%- endtest %}
{% test unique(model, column_name) -%}
{{ adapter.dispatch('test_unique', 'dbt')(model, column_name) }}
{%- endtest %}
{% test accepted_values(model, column_name, values, quote=true) -%}
{{ adapter.dispatch('test_accepted_values', 'dbt')(model, column_name, values, quote) }}
{%- endtest %}
{% test relationships(model, column_name, to, field) -%}
{{ adapter.dispatch('test_relationships', 'dbt')(model, column_name, to, field) }}
{%- endtest %}
{% macro default__test_not_null(model, column_name) -%}
select {{ '*' if should_store_failures() else column_name }}
from {{ model }}
where {{ column_name }} is null
{%- endmacro %}
{% macro default__test_unique(model, column_name) -%}
select {{ column_name }} as unique_field, count(*) as n_records
from {{ model }}
where {{ column_name }} is not null
group by {{ column_name }}
having count(*) > 1
{%- endmacro %}
{% macro default__test_accepted_values(model, column_name, values, quote=true) -%}
{%- set mark = "'" if quote else '' -%}
{%- set list = [] -%}
{%- for value in values -%}{%- do list.append(mark ~ value ~ mark) -%}{%- endfor -%}
with all_values as (
select {{ column_name }} as value_field, count(*) as n_records
from {{ model }}
group by {{ column_name }}
)
select * from all_values where value_field not in ( {{ list | join(',') }} )
{%- endmacro %}
{% macro default__test_relationships(model, column_name, to, field) -%}
with child as (
select {{ column_name }} as from_field from {{ model }} where {{ column_name }} is not null
),
parent as ( select {{ field }} as to_field from {{ to }} )
select from_field from child
left join parent on child.from_field = parent.to_field
where parent.to_field is null
{%- endmacro %}
`;
