select
    month as month_start,
    nonfarm * 1000 as jobs,
    transportation_and_warehousing * 1000 as transport_jobs,
    leisure_and_hospitality * 1000 as leisure_jobs,
    nonfarm_change * 1000 as jobs_change
from {{ ref('us_employment') }}
