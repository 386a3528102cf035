-- up · the first run

-- schemas
create schema if not exists `shop`;

-- shop.once_table
create table "awsdatacatalog"."shop"."once_table__af_[1]" with (
  table_type = 'hive',
  is_external = true,
  external_location = 's3://shop/tables/shop/once_table/[attempt 1]/',
  format = 'parquet'
) as

select 1 as a;

-- shop.once_view
create or replace view "awsdatacatalog"."shop"."once_view" as

select 2 as b;

-- shop.parted
create table "awsdatacatalog"."shop"."parted__af_[1]" with (
  table_type = 'hive',
  is_external = true,
  external_location = 's3://shop/tables/shop/parted/[attempt 1]/',
  format = 'parquet'
) as

select * from (values (1, 'x'), (2, 'x'), (3, 'y')) as t (n, kind);


-- up · all three are exchanged

-- shop.once_table
create or replace view "awsdatacatalog"."shop"."once_table__af_[2]" as

select 1 as a;

-- shop.once_view
create table "awsdatacatalog"."shop"."once_view__af_[2]" with (
  table_type = 'hive',
  is_external = true,
  external_location = 's3://shop/tables/shop/once_view/[attempt 2]/',
  format = 'parquet'
) as

select 2 as b;

-- shop.parted
create table "awsdatacatalog"."shop"."parted__af_[2]" with (
  table_type = 'hive',
  is_external = true,
  external_location = 's3://shop/tables/shop/parted/[attempt 2]/',
  partitioned_by = ARRAY['kind'],
  format = 'parquet'
) as

select * from (values (1, 'x'), (2, 'x'), (3, 'y')) as t (n, kind);
