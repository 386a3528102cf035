-- up · the first run

-- schemas
create schema if not exists `shop`;

-- shop.before
create table "awsdatacatalog"."shop"."before__af_[1]" with (
  table_type = 'hive',
  is_external = true,
  external_location = 's3://shop/tables/shop/before/[attempt 1]/',
  format = 'parquet'
) as

select 3 as c;

-- shop.kept
create table "awsdatacatalog"."shop"."kept__af_[1]" with (
  table_type = 'hive',
  is_external = true,
  external_location = 's3://shop/tables/shop/kept/[attempt 1]/',
  format = 'parquet'
) as

select 2 as b;

-- shop.removed
create table "awsdatacatalog"."shop"."removed__af_[1]" with (
  table_type = 'hive',
  is_external = true,
  external_location = 's3://shop/tables/shop/removed/[attempt 1]/',
  format = 'parquet'
) as

select 1 as a;


-- up · only what the plan says

-- shop.after
create table "awsdatacatalog"."shop"."after__af_[1]" with (
  table_type = 'hive',
  is_external = true,
  external_location = 's3://shop/tables/shop/after/[attempt 1]/',
  format = 'parquet'
) as

select 3 as c;


-- up · no relation is touched

-- nothing
