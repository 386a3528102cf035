{{ config(materialized='table', external_location='s3://shop/places/inner/') }}
select 1 as a
