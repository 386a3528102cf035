{{ config(materialized='table', s3_data_naming='table_unique', s3_data_dir='s3://shop/table_unique/') }}
select 1 as round
