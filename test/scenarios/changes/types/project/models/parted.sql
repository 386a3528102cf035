{{ config(materialized='table') }}
select * from (values (1, 'x'), (2, 'x'), (3, 'y')) as t (n, kind)
