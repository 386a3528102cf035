{% macro is_late(delay) -%}
    {{ delay }} > {{ var('late_after_minutes') }}
{%- endmacro %}

{% macro share(part, whole) -%}
    round(cast({{ part }} as double) / nullif({{ whole }}, 0), 4)
{%- endmacro %}
