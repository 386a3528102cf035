{{ config(materialized='table') }}
select n, n % 3 as part
from unnest(sequence(1, 9)) as t (n)
