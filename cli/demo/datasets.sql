-- Point-in-time datasets from the raw price files. A close of day t is assumed known at 22:00 UTC of t, one or two hours
-- after the session's end. Every feature at t uses closes up to t only. A label is known when its last close is.
-- Windows run over tables materialised in order, so that their float sums are the same on every machine.

create table long_prices as
select entity, cast(date as date) as day, close
from (unpivot (select * from read_csv(getvariable('prices'))) on columns(* exclude (Date)) into name entity value close)
order by entity, day;

create table index_levels as
select cast(Date as date) as day, SP500 as level from read_csv(getvariable('index_levels')) order by day;

create table index_returns as
select day, level / lag(level) over (order by day) - 1 as index_return from index_levels order by day;

create table returns as
select
  p.entity, p.day, p.close, i.index_return,
  p.close / lag(p.close) over (partition by p.entity order by p.day) - 1 as daily_return,
  row_number() over (partition by p.entity order by p.day) as age
from long_prices p join index_returns i using (day)
order by p.entity, p.day;

create table us_large_cap_prices as
select entity, day::timestamp as event_time, day::timestamp + interval 22 hours as knowledge_time, close
from long_prices order by entity, event_time;

create table us_index as
select day::timestamp as event_time, day::timestamp + interval 22 hours as knowledge_time, level
from index_levels order by event_time;

-- Every name is a member from its first close to its last. Survivors only, and said so wherever a result is shown.
create table us_large_cap_universe as
select entity, min(day)::timestamp as event_time, min(day)::timestamp + interval 22 hours as knowledge_time, 1.0::double as member
from long_prices group by entity order by entity;

create table price_features as
select
  entity,
  day::timestamp as event_time,
  day::timestamp + interval 22 hours as knowledge_time,
  close / lag(close, 20) over by_day - 1 as momentum_20d,
  close / lag(close, 60) over by_day - 1 as momentum_60d,
  close / lag(close, 120) over by_day - 1 as momentum_120d,
  stddev_samp(daily_return) over (by_day rows 19 preceding) as volatility_20d,
  stddev_samp(daily_return) over (by_day rows 59 preceding) as volatility_60d,
  1 - close / lag(close, 5) over by_day as reversal_5d,
  close / max(close) over (by_day rows 251 preceding) - 1 as distance_52w_high,
  regr_slope(daily_return, index_return) over (by_day rows 59 preceding) as beta_60d
from returns
window by_day as (partition by entity order by day)
qualify age > 252
order by entity, event_time;

create table forward_returns_5d as
select entity, day::timestamp as event_time, known::timestamp + interval 22 hours as knowledge_time, forward_return_5d
from (
  select entity, day, lead(day, 5) over by_day as known, lead(close, 5) over by_day / close - 1 as forward_return_5d
  from long_prices
  window by_day as (partition by entity order by day)
)
where known is not null
order by entity, event_time;
