{{ config(materialized='table', alias='kept') }}
select 2 as b
