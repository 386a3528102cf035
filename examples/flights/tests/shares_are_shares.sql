-- A share outside 0 to 1 means that a numerator counts what its denominator does not.
select *
from {{ ref('daily_flights') }}
where late_share < 0 or late_share > 1
