select *
from {{ ref('hens') }}
