{{ config(materialized='table', s3_data_naming='schema_table_unique', s3_data_dir='s3://shop/schema_table_unique/') }}
select 1 as round
