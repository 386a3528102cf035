-- up · the first run

-- schemas
create schema if not exists `shop`;

-- shop.totals
create table "awsdatacatalog"."shop"."totals__af_[1]" with (
  table_type = 'hive',
  is_external = true,
  external_location = 's3://shop/tables/shop/totals/[attempt 1]/',
  format = 'parquet'
) as

select 1 as round;


-- up · the second version

-- shop.totals
create table "awsdatacatalog"."shop"."totals__af_[2]" with (
  table_type = 'hive',
  is_external = true,
  external_location = 's3://shop/tables/shop/totals/[attempt 2]/',
  format = 'parquet'
) as

select 2 as round;


-- up · the third version

-- shop.totals
create table "awsdatacatalog"."shop"."totals__af_[3]" with (
  table_type = 'hive',
  is_external = true,
  external_location = 's3://shop/tables/shop/totals/[attempt 3]/',
  format = 'parquet'
) as

select 3 as round;
