select
    year(month_start) as calendar_year,
    cast(avg(jobs) as bigint) as mean_jobs,
    cast(avg(transport_jobs) as bigint) as mean_transport_jobs,
    cast(avg(leisure_jobs) as bigint) as mean_leisure_jobs,
    sum(jobs_change) as jobs_change
from {{ ref('stg_employment') }}
group by 1
