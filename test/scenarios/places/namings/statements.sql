-- up · the first run

-- schemas
create schema if not exists `shop`;

-- shop.by_external_location
create table "awsdatacatalog"."shop"."by_external_location__af_[1]" with (
  table_type = 'hive',
  is_external = true,
  external_location = 's3://shop/elsewhere/home__af/[attempt 1]/',
  format = 'parquet'
) as

select 1 as round;

-- shop.by_schema_table
create table "awsdatacatalog"."shop"."by_schema_table__af_[1]" with (
  table_type = 'hive',
  is_external = true,
  external_location = 's3://shop/schema_table/shop/by_schema_table__af/[attempt 1]/',
  format = 'parquet'
) as

select 1 as round;

-- shop.by_schema_table_unique
create table "awsdatacatalog"."shop"."by_schema_table_unique__af_[1]" with (
  table_type = 'hive',
  is_external = true,
  external_location = 's3://shop/schema_table_unique/shop/by_schema_table_unique/[attempt 1]/',
  format = 'parquet'
) as

select 1 as round;

-- shop.by_table
create table "awsdatacatalog"."shop"."by_table__af_[1]" with (
  table_type = 'hive',
  is_external = true,
  external_location = 's3://shop/table/by_table__af/[attempt 1]/',
  format = 'parquet'
) as

select 1 as round;

-- shop.by_table_unique
create table "awsdatacatalog"."shop"."by_table_unique__af_[1]" with (
  table_type = 'hive',
  is_external = true,
  external_location = 's3://shop/table_unique/by_table_unique/[attempt 1]/',
  format = 'parquet'
) as

select 1 as round;

-- shop.by_unique
create table "awsdatacatalog"."shop"."by_unique__af_[1]" with (
  table_type = 'hive',
  is_external = true,
  external_location = 's3://shop/unique/[attempt 1]/',
  format = 'parquet'
) as

select 1 as round;


-- up · all of them are swapped

-- shop.by_external_location
create table "awsdatacatalog"."shop"."by_external_location__af_[2]" with (
  table_type = 'hive',
  is_external = true,
  external_location = 's3://shop/elsewhere/home__af/[attempt 2]/',
  format = 'parquet'
) as

select 2 as round;

-- shop.by_schema_table
create table "awsdatacatalog"."shop"."by_schema_table__af_[2]" with (
  table_type = 'hive',
  is_external = true,
  external_location = 's3://shop/schema_table/shop/by_schema_table__af/[attempt 2]/',
  format = 'parquet'
) as

select 2 as round;

-- shop.by_schema_table_unique
create table "awsdatacatalog"."shop"."by_schema_table_unique__af_[2]" with (
  table_type = 'hive',
  is_external = true,
  external_location = 's3://shop/schema_table_unique/shop/by_schema_table_unique/[attempt 2]/',
  format = 'parquet'
) as

select 2 as round;

-- shop.by_table
create table "awsdatacatalog"."shop"."by_table__af_[2]" with (
  table_type = 'hive',
  is_external = true,
  external_location = 's3://shop/table/by_table__af/[attempt 2]/',
  format = 'parquet'
) as

select 2 as round;

-- shop.by_table_unique
create table "awsdatacatalog"."shop"."by_table_unique__af_[2]" with (
  table_type = 'hive',
  is_external = true,
  external_location = 's3://shop/table_unique/by_table_unique/[attempt 2]/',
  format = 'parquet'
) as

select 2 as round;

-- shop.by_unique
create table "awsdatacatalog"."shop"."by_unique__af_[2]" with (
  table_type = 'hive',
  is_external = true,
  external_location = 's3://shop/unique/[attempt 2]/',
  format = 'parquet'
) as

select 2 as round;
