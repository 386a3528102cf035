-- up · the first run

-- schemas
create schema if not exists `shop`;

-- shop.by_kind
create table "awsdatacatalog"."shop"."by_kind__af_[1]" with (
  table_type = 'hive',
  is_external = true,
  external_location = 's3://shop/tables/shop/by_kind/[attempt 1]/',
  format = 'parquet'
) as

select kind, count(*) as events from "awsdatacatalog"."shop"."event_view" group by kind;

-- shop.direct
create table "awsdatacatalog"."shop"."direct__af_[1]" with (
  table_type = 'hive',
  is_external = true,
  external_location = 's3://shop/tables/shop/direct/[attempt 1]/',
  format = 'parquet'
) as

select count(*) as events from "awsdatacatalog"."landing"."events";

-- shop.event_view
create or replace view "awsdatacatalog"."shop"."event_view" as

select kind from "awsdatacatalog"."landing"."events";

-- shop.unrelated
create table "awsdatacatalog"."shop"."unrelated__af_[1]" with (
  table_type = 'hive',
  is_external = true,
  external_location = 's3://shop/tables/shop/unrelated/[attempt 1]/',
  format = 'parquet'
) as

select country from "awsdatacatalog"."landing"."countries";


-- up · the tables that read it

-- shop.by_kind
create table "awsdatacatalog"."shop"."by_kind__af_[2]" with (
  table_type = 'hive',
  is_external = true,
  external_location = 's3://shop/tables/shop/by_kind/[attempt 2]/',
  format = 'parquet'
) as

select kind, count(*) as events from "awsdatacatalog"."shop"."event_view" group by kind;

-- shop.direct
create table "awsdatacatalog"."shop"."direct__af_[2]" with (
  table_type = 'hive',
  is_external = true,
  external_location = 's3://shop/tables/shop/direct/[attempt 2]/',
  format = 'parquet'
) as

select count(*) as events from "awsdatacatalog"."landing"."events";
