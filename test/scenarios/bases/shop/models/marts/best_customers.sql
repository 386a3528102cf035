{{ config(materialized='view') }}
select name, amount
from {{ ref('customer_orders') }}
where amount > 6
