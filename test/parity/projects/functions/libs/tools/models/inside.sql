select {{ tools.between('id') }} as inside from {{ ref('functions', 'orders') }}
