{{ config(alias='twin') }}
select 1 as a
