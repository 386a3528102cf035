{{ config(materialized='view') }}
select kind from {{ source('landing', 'events') }}
