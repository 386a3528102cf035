select
    iata as airport_code,
    name as airport_name,
    city,
    state,
    latitude,
    longitude
from {{ ref('airports') }}
where country = 'USA'
