{% macro between(column) %}{{ return(adapter.dispatch('between', 'tools')(column)) }}{% endmacro %}
{% macro default__between(column) %}{{ column }} between {{ var('least', 2) }} and {{ var('most', 5) }}{% endmacro %}
{% test positive(model, column_name) %}
select * from {{ model }} where {{ column_name }} < {{ var('zero', 0) }}
{% endtest %}
