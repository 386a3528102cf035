{{ config(materialized='table') }}
select country from {{ source('landing', 'countries') }}
