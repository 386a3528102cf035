select
    flights.*,
    origin.city as origin_city,
    origin.state as origin_state,
    destination.city as destination_city,
    destination.state as destination_state
from {{ ref('stg_flights') }} as flights
inner join {{ ref('stg_airports') }} as origin
    on flights.origin_airport = origin.airport_code
inner join {{ ref('stg_airports') }} as destination
    on flights.destination_airport = destination.airport_code
