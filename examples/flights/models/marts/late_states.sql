{{ config(materialized='view') }}

select
    origin_state as state,
    sum(flights) as flights,
    {{ share('sum(late_flights)', 'sum(flights)') }} as late_share
from {{ ref('daily_flights') }}
group by 1
