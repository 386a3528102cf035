-- up

-- schemas
create schema if not exists `shop`;

-- shop.best_customers
create or replace view "awsdatacatalog"."shop"."best_customers" as

select name, amount
from "awsdatacatalog"."shop"."customer_orders"
where amount > 6;

-- shop.countries
create table "awsdatacatalog"."shop"."countries__af_[1]" with (
  table_type = 'hive',
  is_external = true,
  external_location = 's3://shop/tables/shop/countries/[attempt 1]/',
  format = 'parquet'
) as
select country, count(*) as customers
from "awsdatacatalog"."shop"."stg_customers"
group by country;

-- shop.customer_orders
create table "awsdatacatalog"."shop"."customer_orders__af_[1]" with (
  table_type = 'hive',
  is_external = true,
  external_location = 's3://shop/tables/shop/customer_orders/[attempt 1]/',
  format = 'parquet'
) as
select c.customer_id, c.name, count(*) as orders, sum(o.amount) as amount
from "awsdatacatalog"."shop"."stg_customers" as c
join "awsdatacatalog"."shop"."stg_orders" as o on o.customer_id = c.customer_id
group by c.customer_id, c.name;

-- shop.customers
create external table `shop`.`customers__af_[1]_csv` (
  `id` string,
  `name` string,
  `country` string
)
row format serde 'org.apache.hadoop.hive.serde2.OpenCSVSerde'
location 's3://shop/tables/shop/customers__af_tmp/[attempt 1]/csv/'
tblproperties ('skip.header.line.count'='1');
create table "awsdatacatalog"."shop"."customers__af_[1]" with (
  table_type = 'hive',
  is_external = true,
  external_location = 's3://shop/tables/shop/customers/[attempt 1]/',
  format = 'parquet'
) as
select
  cast(nullif("id", '') as integer) as "id",
  cast(nullif("name", '') as varchar) as "name",
  cast(nullif("country", '') as varchar) as "country"
from "awsdatacatalog"."shop"."customers__af_[1]_csv";

-- shop.orders
create external table `shop`.`orders__af_[1]_csv` (
  `id` string,
  `customer_id` string,
  `amount` string,
  `ordered_on` string
)
row format serde 'org.apache.hadoop.hive.serde2.OpenCSVSerde'
location 's3://shop/tables/shop/orders__af_tmp/[attempt 1]/csv/'
tblproperties ('skip.header.line.count'='1');
create table "awsdatacatalog"."shop"."orders__af_[1]" with (
  table_type = 'hive',
  is_external = true,
  external_location = 's3://shop/tables/shop/orders/[attempt 1]/',
  format = 'parquet'
) as
select
  cast(nullif("id", '') as integer) as "id",
  cast(nullif("customer_id", '') as integer) as "customer_id",
  cast(nullif("amount", '') as double) as "amount",
  cast(nullif("ordered_on", '') as date) as "ordered_on"
from "awsdatacatalog"."shop"."orders__af_[1]_csv";

-- shop.stg_customers
create or replace view "awsdatacatalog"."shop"."stg_customers" as
select id as customer_id, name, country
from "awsdatacatalog"."shop"."customers";

-- shop.stg_orders
create or replace view "awsdatacatalog"."shop"."stg_orders" as
select
  id as order_id,
  customer_id,
  coalesce(amount, 0) as amount,
  ordered_on
from "awsdatacatalog"."shop"."orders";


-- destroy

-- schemas
drop schema if exists `shop`;
