"""Prints the NYSE's sessions and their closes, UTC, by two independent packages: {package: {date: close}}."""

import json
import sys

import exchange_calendars
import pandas_market_calendars

first, last = sys.argv[1:]


def closes(column):
    times = column.dt.tz_convert("UTC")
    return {day.strftime("%Y-%m-%d"): time.strftime("%Y-%m-%dT%H:%M:%S.000Z") for day, time in times.items()}


print(
    json.dumps(
        {
            "exchange_calendars": closes(
                exchange_calendars.get_calendar("XNYS", start=first, end=last).schedule["close"]
            ),
            "pandas_market_calendars": closes(
                pandas_market_calendars.get_calendar("NYSE").schedule(first, last)["market_close"]
            ),
        }
    )
)
