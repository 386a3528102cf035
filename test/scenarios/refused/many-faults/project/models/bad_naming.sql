{{ config(materialized='table', s3_data_naming='by_moon') }}
select 1 as a
