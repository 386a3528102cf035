-- up · the first run finds that there are too many partitions

-- schemas
create schema if not exists `shop`;

-- shop.days
create table "awsdatacatalog"."shop"."days__af_[1]" with (
  table_type = 'hive',
  is_external = true,
  external_location = 's3://shop/tables/shop/days/[attempt 1]/',
  partitioned_by = ARRAY['day'],
  format = 'parquet'
) as

select n * 2 as amount, date_add('day', n, date '2024-01-01') as day
from unnest(sequence(0, 149)) as t (n);
create table "awsdatacatalog"."shop"."days__af_[1]_rows" with (
  table_type = 'hive',
  is_external = true,
  external_location = 's3://shop/tables/shop/days__af_tmp/[attempt 1]/rows/',
  format = 'parquet'
) as

select n * 2 as amount, date_add('day', n, date '2024-01-01') as day
from unnest(sequence(0, 149)) as t (n);
select distinct "day"
from "awsdatacatalog"."shop"."days__af_[1]_rows"
order by "day";
create table "awsdatacatalog"."shop"."days__af_[1]" with (
  table_type = 'hive',
  is_external = true,
  external_location = 's3://shop/tables/shop/days/[attempt 1]/',
  partitioned_by = ARRAY['day'],
  format = 'parquet'
) as
select "amount", "day"
from "awsdatacatalog"."shop"."days__af_[1]_rows"
where ("day" = DATE '2024-01-01')
  or ("day" = DATE '2024-01-02')
  or ("day" = DATE '2024-01-03')
  -- and 96 more
  or ("day" = DATE '2024-04-09');
insert into "awsdatacatalog"."shop"."days__af_[1]" ("amount", "day")
select "amount", "day"
from "awsdatacatalog"."shop"."days__af_[1]_rows"
where ("day" = DATE '2024-04-10')
  or ("day" = DATE '2024-04-11')
  or ("day" = DATE '2024-04-12')
  -- and 46 more
  or ("day" = DATE '2024-05-29');


-- up · the swap

-- shop.days
create table "awsdatacatalog"."shop"."days__af_[2]_rows" with (
  table_type = 'hive',
  is_external = true,
  external_location = 's3://shop/tables/shop/days__af_tmp/[attempt 2]/rows/',
  format = 'parquet'
) as

select n * 3 as amount, date_add('day', n, date '2024-01-01') as day
from unnest(sequence(0, 149)) as t (n);
select distinct "day"
from "awsdatacatalog"."shop"."days__af_[2]_rows"
order by "day";
create table "awsdatacatalog"."shop"."days__af_[2]" with (
  table_type = 'hive',
  is_external = true,
  external_location = 's3://shop/tables/shop/days/[attempt 2]/',
  partitioned_by = ARRAY['day'],
  format = 'parquet'
) as
select "amount", "day"
from "awsdatacatalog"."shop"."days__af_[2]_rows"
where ("day" = DATE '2024-01-01')
  or ("day" = DATE '2024-01-02')
  or ("day" = DATE '2024-01-03')
  -- and 96 more
  or ("day" = DATE '2024-04-09');
insert into "awsdatacatalog"."shop"."days__af_[2]" ("amount", "day")
select "amount", "day"
from "awsdatacatalog"."shop"."days__af_[2]_rows"
where ("day" = DATE '2024-04-10')
  or ("day" = DATE '2024-04-11')
  or ("day" = DATE '2024-04-12')
  -- and 46 more
  or ("day" = DATE '2024-05-29');
