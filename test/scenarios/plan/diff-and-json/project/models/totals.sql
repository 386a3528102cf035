{{ config(materialized='table', partitioned_by=['part']) }}
select
  sum(n) as total,
  part
from {{ ref('base') }}
group by part
