select {{ dbt.dateadd('day', 1, 'day') }} as a, {{ dbt.datediff("date '2024-01-01'", 'day', 'week') }} as b,
{{ dbt.date_trunc('month', 'day') }} as c, {{ dbt.last_day('day', 'month') }} as d, {{ dbt.hash('id') }} as e,
{{ dbt.concat(['kind', "'x'"]) }} as f, {{ dbt.safe_cast('id', api.Column.translate_type('string')) }} as g,
{{ dbt.split_part('kind', "','", 1) }} as h, {{ dbt.split_part('kind', "','", -1) }} as h2, {{ dbt.right('kind', 1) }} as i, {{ dbt.listagg('kind', "','", 'order by kind', 3) }} as j,
{{ dbt.any_value('kind') }}, {{ dbt.bool_or('id > 1') }}, {{ dbt.array_construct([1,2]) }}, {{ dbt.array_construct() }}, {{ dbt.array_append('x', 1) }}, {{ dbt.array_concat('x','y') }},
{{ dbt.type_string() }}, {{ dbt.type_numeric() }}, {{ type_int() }}, {{ dbt.type_timestamp() }}, {{ dbt.type_bigint() }}, {{ dbt.type_boolean() }}, {{ dbt.type_float() }},
{{ dbt.current_timestamp() }}, {{ dbt.position("'a'", 'kind') }}, {{ dbt.replace('kind', "'a'", "'b'") }}, {{ dbt.length('kind') }}, {{ dbt.escape_single_quotes("it's") }}, {{ dbt.string_literal('x') }},
{{ dbt.cast_bool_to_text('true') }}, {{ dbt.cast('a', 'varchar') }}, {{ dbt.date(2024, 1, 5) }}, {{ dbt.equals('a','b') }}, {{ dbt.listagg('kind') }}
{% for p in ['year','quarter','month','day','week','hour','minute','second','millisecond'] %}, {{ datediff('a', 'b', p) }}{% endfor %}
{{ dbt.except() }} {{ dbt.intersect() }} {{ modules.datetime.datetime(2024, 2, 29, 1, 2, 3).strftime('%Y-%m-%d %H:%M:%S') }}
{{ (modules.datetime.datetime.strptime('20240131', '%Y%m%d') + modules.datetime.timedelta(days=1)).isoformat() }} {{ modules.re.sub('[aeiou]+', '_', 'education') }}
{{ modules.pytz.timezone('Europe/Berlin').localize(modules.datetime.datetime(2024,7,1)).isoformat() }} {{ tojson({'b': 1, 'a': [1, none, true]}) }} {{ fromjson('{"a": 1.0, "b": 2}') }} {{ toyaml({'a': [1, 2]}) }} {{ fromyaml('a: yes') }} {{ zip([1,2],[3,4]) | list }} {{ set([1,1]) }} {{ local_md5('x') }} {{ dates_in_range('20240101', '20240103') }} {{ dbt.ddl_data_type('varchar(10)') }} {{ dbt.dml_data_type('array<int>') }}
{{ modules.itertools.combinations([1,2,3], 2) | list }} {{ diff_of_two_dicts({'k': ['a', 'b']}, {'k': ['a']}) }} {{ config.get('materialized') }} {{ model.unique_id }} {{ this }} {{ flags.FULL_REFRESH }} {{ var('x', 'dflt') }} {{ target.name }} {{ modules.re.match('(?P<x>a)b', 'abc').group('x') }} {{ project_name }}
