-- up · the first run

-- schemas
create schema if not exists `shop`;

-- shop.base
create table "awsdatacatalog"."shop"."base__af_[1]" with (
  table_type = 'hive',
  is_external = true,
  external_location = 's3://shop/tables/shop/base/[attempt 1]/',
  format = 'parquet'
) as

select n, n % 3 as part
from unnest(sequence(1, 9)) as t (n);

-- shop.totals
create table "awsdatacatalog"."shop"."totals__af_[1]" with (
  table_type = 'hive',
  is_external = true,
  external_location = 's3://shop/tables/shop/totals/[attempt 1]/',
  partitioned_by = ARRAY['part'],
  format = 'parquet'
) as

select
  sum(n) as total,
  part
from "awsdatacatalog"."shop"."base"
group by part;


-- up · as planned

-- shop.totals
create table "awsdatacatalog"."shop"."totals__af_[2]" with (
  table_type = 'hive',
  is_external = true,
  external_location = 's3://shop/tables/shop/totals/[attempt 2]/',
  partitioned_by = ARRAY['part'],
  format = 'parquet'
) as

select
  max(n) as total,
  part
from "awsdatacatalog"."shop"."base"
group by part;
