{{ config(materialized='table', partitioned_by=['day']) }}
select n * 2 as amount, date_add('day', n, date '2024-01-01') as day
from unnest(sequence(0, 149)) as t (n)
