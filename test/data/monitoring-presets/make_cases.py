"""Writes cases.json: small data sets, real closing prices among them, and what is asked of them.

    python make_cases.py > cases.json
"""

import csv
import gzip
import json
import math
import os
import random

HERE = os.path.dirname(os.path.abspath(__file__))
random.seed(20260724)


def normal(count, mean=0.0, deviation=1.0, digits=6):
    return [round(random.gauss(mean, deviation), digits) for _ in range(count)]


def column(kind, values):
    return {"type": kind, "values": values}


def prices():
    with gzip.open(os.path.join(HERE, "..", "us-large-cap-prices.csv.gz"), "rt") as file:
        return list(csv.DictReader(file))


def market(first, last):
    """AAPL: two features, the next day's return as target, and a prediction of it; one row a trading day."""
    rows = [row for row in prices() if row["Date"] >= first]
    close = [float(row["AAPL"]) for row in rows]
    market_close = [float(row["JPM"]) for row in rows]
    table = {name: [] for name in ("momentum", "gap", "month", "target", "prediction")}
    for day in range(21, len(rows) - 1):
        if rows[day]["Date"] > last:
            break
        momentum = round(close[day] / close[day - 20] - 1, 6)
        table["momentum"].append(momentum)
        table["gap"].append(round(market_close[day] / market_close[day - 1] - 1, 6))
        table["month"].append(rows[day]["Date"][5:7])
        table["target"].append(round(close[day + 1] / close[day] - 1, 6))
        table["prediction"].append(round(0.001 + momentum / 50, 6))
    return {name: column("object" if name == "month" else "float", values) for name, values in table.items()}


def regression(count, shift, with_gaps):
    target = [round(10 + value, 6) for value in normal(count, shift, 3)]
    prediction = [round(value + error, 6) for value, error in zip(target, normal(count, 0.1, 1))]
    size = normal(count)
    kind = [random.choice("abc") for _ in range(count)]
    if with_gaps:
        target[3], target[7], prediction[11], prediction[12] = None, 0.0, "Infinity", None
        size[5], size[6], kind[2] = None, "-Infinity", None
    return {
        "target": column("float", target),
        "prediction": column("float", prediction),
        "size": column("float", size),
        "kind": column("object", kind),
        "level": column("int", [random.randrange(3) for _ in range(count)]),
    }


REGRESSION_TESTS = ["TestValueMeanError", "TestValueMAE", "TestValueRMSE", "TestValueMAPE", "TestValueAbsMaxError", "TestValueR2Score"]

data = {
    "worked": {
        "target": column("int", list(range(1, 11))),
        "prediction": column("float", [1.0, 2.5, 2.5, 4.5, 6, 7, 8, 8, 9.5, 12]),
    },
    "regression_current": regression(60, 0.5, True),
    "regression_reference": regression(80, 0, True),
    "regression_clean": regression(45, 0, False),
    "calm": market("2017-01-01", "2017-08-31"),
    "crash": market("2020-01-15", "2020-06-30"),
}
cases = []


def case(name, kind, items, current, reference=None, **mapping):
    sides = {"current": current} if reference is None else {"current": current, "reference": reference}
    cases.append({"name": name, "kind": kind, "items": items, **sides, **({"mapping": mapping} if mapping else {})})


for name, sides in {
    "worked": ("worked",),
    "with gaps": ("regression_current", "regression_reference"),
    "clean": ("regression_clean", "regression_reference"),
    "alone": ("regression_clean",),
    "market": ("crash", "calm"),
}.items():
    case(f"regression preset: {name}", "report", [["RegressionPreset", {}]], *sides, task="regression")
    case(f"regression tests: {name}", "suite", [[test, {}] for test in REGRESSION_TESTS], *sides, task="regression")

print(json.dumps({"data": data, "cases": cases}))
