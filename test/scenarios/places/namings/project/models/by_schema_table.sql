{{ config(materialized='table', s3_data_naming='schema_table', s3_data_dir='s3://shop/schema_table/') }}
select 1 as round
