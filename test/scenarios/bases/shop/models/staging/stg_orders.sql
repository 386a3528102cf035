select
  id as order_id,
  customer_id,
  coalesce(amount, 0) as amount,
  ordered_on
from {{ ref('orders') }}
