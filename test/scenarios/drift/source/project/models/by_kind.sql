{{ config(materialized='table') }}
select kind, count(*) as events from {{ ref('event_view') }} group by kind
