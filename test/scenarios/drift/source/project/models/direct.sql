{{ config(materialized='table') }}
select count(*) as events from {{ source('landing', 'events') }}
