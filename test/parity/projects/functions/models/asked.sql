-- depends_on: {{ ref('orders') }}
{% set found = adapter.get_relation(target.database, target.schema, 'orders') %}
{% if execute %}
select {% for column in adapter.get_columns_in_relation(ref('orders')) %}{{ column.name }}: {{ column.data_type }},{% endfor %}
{{ found }} {{ found.type }} {{ adapter.get_relation(target.database, target.schema, 'none') is none }}
{% set rows = run_query('select kind, count(*) as n from ' ~ ref('orders') ~ ' group by 1 order by 1') %}
{% for row in rows %}{{ row[0] }} {{ row['n'] }} {% endfor %}{{ rows.columns['kind'].values() }} {{ rows.column_names }}
{{ dbt.date_spine('day', "date '2024-01-01'", "date '2024-01-05'") }}
{% endif %}
