with /* why */ a as (select * from {{ ref('ids') }})
select a.*, {{ tools.between('a.id') }} as inside
from a join {{ ref('inside') }} on true join {{ ref('priced') }} on true join {{ ref('priced', v=1) }} on true
