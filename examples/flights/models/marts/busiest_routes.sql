with routes as (

    select
        origin_city,
        destination_city,
        count(*) as flights,
        {{ share('count_if(is_late)', 'count(*)') }} as late_share,
        max(distance_miles) as distance_miles
    from {{ ref('int_flights_with_places') }}
    group by 1, 2

)

select
    row_number() over (order by flights desc, origin_city, destination_city) as busy_rank,
    routes.*
from routes
where flights >= 1000
