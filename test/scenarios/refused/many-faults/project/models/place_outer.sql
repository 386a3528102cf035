{{ config(materialized='table', external_location='s3://shop/places/') }}
select 1 as a
