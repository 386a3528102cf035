-- up · the first run

-- schemas
create schema if not exists `shop`;

-- shop.totals
create table "awsdatacatalog"."shop"."totals__af_[1]" with (
  table_type = 'hive',
  is_external = true,
  format = 'parquet'
) as

select 1 as round;


-- up · the swap

-- shop.totals
create table "awsdatacatalog"."shop"."totals__af_[2]" with (
  table_type = 'hive',
  is_external = true,
  format = 'parquet'
) as

select 2 as round;
