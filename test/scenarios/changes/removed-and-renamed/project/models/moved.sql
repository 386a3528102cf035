{{ config(materialized='table', alias='before') }}
select 3 as c
