select * from {{ ref('egg') }}
