select id, amount, kind from {{ ref('orders') }}
