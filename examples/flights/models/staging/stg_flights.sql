with source as (

    select * from {{ source('raw', 'flights') }}

),

renamed as (

    select
        "date" as departed_at,
        cast("date" as date) as flight_date,
        origin as origin_airport,
        destination as destination_airport,
        distance as distance_miles,
        delay as delay_minutes,
        {{ is_late('delay') }} as is_late
    from source
    where origin <> destination

)

select * from renamed
