{{ config(partitioned_by=['flight_date']) }}

-- One partition a day: more than the hundred that one Athena query may open.
select
    origin_state,
    count(*) as flights,
    count_if(is_late) as late_flights,
    {{ share('count_if(is_late)', 'count(*)') }} as late_share,
    avg(delay_minutes) as mean_delay_minutes,
    sum(distance_miles) as miles_flown,
    flight_date
from {{ ref('int_flights_with_places') }}
group by flight_date, origin_state
