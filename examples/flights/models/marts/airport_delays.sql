{{ config(ha=true, versions_to_keep=3) }}

select
    flights.origin_airport as airport_code,
    airports.airport_name,
    airports.city,
    airports.state,
    count(*) as departures,
    count(distinct flights.destination_airport) as destinations,
    {{ share('count_if(flights.is_late)', 'count(*)') }} as late_share,
    approx_percentile(cast(flights.delay_minutes as double), 0.9) as delay_minutes_p90
from {{ ref('stg_flights') }} as flights
inner join {{ ref('stg_airports') }} as airports
    on flights.origin_airport = airports.airport_code
group by 1, 2, 3, 4
having count(*) >= 100
