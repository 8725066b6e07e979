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


def mixed(count, shift, with_faults):
    """Every kind of column; with faults: missing and infinite values, empty text, repeats, an unseen category."""
    amount = normal(count, 100 + shift, 20, 3)
    amount[: count // 10] = [amount[0]] * (count // 10)
    tiny = [round(value / 1000, 6) for value in normal(count, 1, 0.2)]
    tiny[:4] = [tiny[0]] * 4
    units = [random.randrange(40) for _ in range(count)]
    units[:6] = [7] * 6
    level = ([1, 1, 1, 2, 3] * count)[:count]
    sector = (list("aaabbc") * count)[:count]
    note = (["x", "x", "", "y"] * count)[:count] if with_faults else (["x", "x", "y"] * count)[:count]
    flag = ([True, True, False] * count)[:count]
    day = [1577836800000 + 86400000 * i for i in range(count)]
    target = normal(count, 5, 2, 3)
    target[:5] = [target[0]] * 5
    prediction = [round(value + 0.25, 3) for value in target]
    columns = {
        "amount": column("float", amount),
        "copy": column("float", list(amount)),
        "tiny": column("float", tiny),
        "units": column("int", units),
        "level": column("int", level),
        "fixed": column("int", [7] * count),
        "sector": column("object", sector),
        "note": column("object", note),
        "flag": column("bool", flag),
        "day": column("datetime", day),
        "target": column("float", target),
        "prediction": column("float", prediction),
    }
    if with_faults:
        amount[10], amount[11], amount[12] = None, "Infinity", "-Infinity"
        columns["empty"] = column("float", [None] * count)
        sector[:2] = ["new", None]
        for values in (each["values"] for each in columns.values()):
            values[-1] = values[-2]
            values[-3] = values[-2]
    return columns


def long(count, shift):
    """More than a thousand rows in the reference: distances take the place of p-values."""
    return {
        "amount": column("float", normal(count, shift, 1, 3)),
        "units": column("int", [random.randrange(30 + int(10 * shift)) for _ in range(count)]),
        "level": column("int", [random.randrange(4) for _ in range(count)]),
        "sector": column("object", [random.choice("aab" if shift else "abc") for _ in range(count)]),
        "flag": column("bool", [random.random() < 0.5 for _ in range(count)]),
    }


def labels(count, noise):
    """Two classes by number and by word with one probability, and three with one each."""
    truth = [random.randrange(2) for _ in range(count)]
    probability = [round(min(max(0.25 + each / 2 + random.gauss(0, noise), 0.01), 0.99), 3) for each in truth]
    third = [random.choice("abc") for _ in range(count)]
    shares = []
    for each in third:
        weights = [random.random() + (1 if label == each else 0) for label in "abc"]
        shares.append([round(weight / sum(weights), 3) for weight in weights])
    size = column("float", normal(count))
    return {
        "numbers": {"target": column("int", truth), "prediction": column("float", probability), "size": size},
        "words": {
            "target": column("object", ["up" if each else "down" for each in truth]),
            "prediction": column("float", probability),
            "size": size,
        },
        "guesses": {
            "target": column("object", third),
            "prediction": column("object", ["abc"[row.index(max(row))] for row in shares]),
            "size": size,
        },
        "three": {
            "target": column("object", third),
            **{label: column("float", [row[i] for row in shares]) for i, label in enumerate("abc")},
            "size": size,
        },
    }


MISSING_TESTS = [
    "TestNumberOfDifferentMissingValues",
    "TestNumberOfMissingValues",
    "TestShareOfMissingValues",
    "TestNumberOfColumnsWithMissingValues",
    "TestShareOfColumnsWithMissingValues",
    "TestNumberOfRowsWithMissingValues",
    "TestShareOfRowsWithMissingValues",
]
COLUMN_MISSING_TESTS = [
    "TestColumnNumberOfDifferentMissingValues",
    "TestColumnNumberOfMissingValues",
    "TestColumnShareOfMissingValues",
]
DATA_SET_TESTS = [
    "TestNumberOfRows",
    "TestNumberOfColumns",
    "TestNumberOfConstantColumns",
    "TestNumberOfEmptyRows",
    "TestNumberOfEmptyColumns",
    "TestNumberOfDuplicatedRows",
    "TestNumberOfDuplicatedColumns",
    "TestColumnsType",
]
VALUE_TESTS = ["TestColumnValueMin", "TestColumnValueMax", "TestColumnValueMean", "TestColumnValueMedian", "TestColumnValueStd"]
UNIQUE_TESTS = [
    "TestNumberOfUniqueValues",
    "TestUniqueValuesShare",
    "TestMostCommonValueShare",
    "TestColumnAllConstantValues",
    "TestColumnAllUniqueValues",
]


def named_tests():
    """Every test of data with its default, then with other bounds."""
    yield from ([test, {}] for test in MISSING_TESTS + DATA_SET_TESTS)
    for name in ("amount", "note", "sector", "units"):
        yield from ([test, {"column_name": name}] for test in COLUMN_MISSING_TESTS)
    for name in ("amount", "tiny", "units", "sector", "target"):
        yield from ([test, {"column_name": name}] for test in VALUE_TESTS)
    for name in ("amount", "units", "sector", "flag", "fixed"):
        yield from ([test, {"column_name": name}] for test in UNIQUE_TESTS)
    yield from (["TestColumnQuantile", {"column_name": "units", "quantile": q}] for q in (0.25, 0.5, 0.99))
    yield ["TestColumnQuantile", {"column_name": "sector", "quantile": 0.5}]
    yield from (["TestMeanInNSigmas", {"column_name": name, "n_sigmas": 3}] for name in ("tiny", "units", "prediction"))
    for test in ("TestShareOfOutRangeValues", "TestNumberOfOutRangeValues", "TestValueRange"):
        yield [test, {"column_name": "units"}]
        yield [test, {"column_name": "amount", "left": 90, "right": 110}]
        yield [test, {"column_name": "sector", "left": 0}]
    for test in ("TestShareOfOutListValues", "TestNumberOfOutListValues", "TestValueList"):
        yield [test, {"column_name": "sector"}]
        yield [test, {"column_name": "note", "values": ["x", "y"]}]
        yield [test, {"column_name": "level", "values": [1, 2, 3]}]
    yield ["TestHighlyCorrelatedColumns", {}]
    yield ["TestNumberOfRows", {"gte": 10, "lt": 1234567}]
    yield ["TestNumberOfRows", {"eq": {"value": 50, "relative": 0.05}}]
    yield ["TestNumberOfRows", {"gt": 100000, "is_critical": False}]
    yield ["TestNumberOfRows", {"is_in": [1, 2]}]
    yield ["TestNumberOfRows", {"not_in": [1, 2], "not_eq": 3}]
    yield ["TestNumberOfMissingValues", {"missing_values": ["x", None], "lte": 100}]
    yield ["TestNumberOfMissingValues", {"missing_values": ["x"], "replace": False, "lte": 100}]
    yield ["TestShareOfMissingValues", {"lt": 0.123456}]
    yield ["TestColumnShareOfMissingValues", {"column_name": "amount", "lte": 0.05}]
    yield ["TestColumnValueMean", {"column_name": "amount", "gt": {"value": 95, "absolute": 1}}]
    yield ["TestUniqueValuesShare", {"column_name": "units", "gte": 0.2}]
    yield ["TestMostCommonValueShare", {"column_name": "sector", "lte": 0.5}]


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
    "mixed_current": mixed(60, 5, True),
    "mixed_reference": mixed(80, 0, False),
    "long_current": long(400, 0.3),
    "long_reference": long(1100, 0),
}
for side, kinds in {"current": labels(50, 0.3), "reference": labels(70, 0.2)}.items():
    for kind, columns in kinds.items():
        data[f"{kind}_{side}"] = columns
data["probability"] = {
    "target": column("int", [0, 1, 1, 0, 1, 0, 1, 1, 0, 0]),
    "prediction": column("float", [0.2, 0.8, 0.4, 0.3, 0.9, 0.6, 0.7, 0.55, 0.1, 0.5]),
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

for name, sides in {
    "mixed": ("mixed_current", "mixed_reference"),
    "clean": ("mixed_reference", "mixed_current"),
    "alone": ("mixed_current",),
    "market": ("crash", "calm"),
}.items():
    case(f"data quality preset: {name}", "report", [["DataQualityPreset", {}]], *sides)
    case(f"data quality tests: {name}", "suite", [["DataQualityTestPreset", {}]], *sides)
    case(f"data stability tests: {name}", "suite", [["DataStabilityTestPreset", {}]], *sides)
    if name != "market":
        case(f"named tests: {name}", "suite", list(named_tests()), *sides)

DRIFT_OPTIONS = {
    "usual": {},
    "of types": {"num_stattest": "psi", "cat_stattest": "hellinger", "num_stattest_threshold": 0.25, "drift_share": 0.2},
    "of columns": {
        "columns": ["amount", "units", "sector"],
        "stattest": "kl_div",
        "stattest_threshold": 0.3,
        "per_column_stattest": {"units": "ed", "sector": "TVD"},
        "per_column_stattest_threshold": {"amount": 0.01},
    },
}
for name, sides in {
    "mixed": ("mixed_current", "mixed_reference"),
    "back": ("long_reference", "long_current"),
    "long": ("long_current", "long_reference"),
    "market": ("crash", "calm"),
}.items():
    for kind, options in DRIFT_OPTIONS.items():
        if name == "market" and kind == "of columns":
            continue
        case(f"data drift preset: {name}, {kind}", "report", [["DataDriftPreset", options]], *sides)
        case(f"data drift tests: {name}, {kind}", "suite", [["DataDriftTestPreset", options]], *sides)
case("data drift preset: market, classification", "report", [["DataDriftPreset", {}]], "crash", "calm", task="classification")
case("data drift tests: market, regression", "suite", [["DataDriftTestPreset", {}]], "crash", "calm", task="regression")
case("no target tests: mixed", "suite", [["NoTargetPerformanceTestPreset", {}]], "mixed_current", "mixed_reference")
case("no target tests: market", "suite", [["NoTargetPerformanceTestPreset", {}]], "crash", "calm")
DRIFT_TESTS = [
    ["TestNumberOfDriftedColumns", {}],
    ["TestNumberOfDriftedColumns", {"lte": 2, "num_stattest": "jensenshannon"}],
    ["TestShareOfDriftedColumns", {}],
    *(["TestColumnDrift", {"column_name": "amount", "stattest": test}] for test in ("ks", "mannw", "es", "t_test", "wasserstein", "jensenshannon")),
    *(["TestColumnDrift", {"column_name": "sector", "stattest": test}] for test in ("chisquare", "psi", "jensenshannon")),
    ["TestColumnDrift", {"column_name": "level", "stattest_threshold": 0.9, "is_critical": False}],
    ["TestColumnDrift", {"column_name": "units"}],
]
case("drift named tests: mixed", "suite", DRIFT_TESTS, "mixed_current", "mixed_reference")
case("drift named tests: long", "suite", DRIFT_TESTS, "long_current", "long_reference")
case("drift named tests: alone", "suite", DRIFT_TESTS, "mixed_current")

CLASSES = {
    "worked": (("probability",), {"task": "classification"}),
    "numbers": (("numbers_current", "numbers_reference"), {"task": "classification"}),
    "words": (("words_current", "words_reference"), {"task": "classification", "pos_label": "up"}),
    "guesses": (("guesses_current", "guesses_reference"), {"task": "classification"}),
    "three": (("three_current", "three_reference"), {"task": "classification", "prediction": ["a", "b", "c"]}),
}
for name, (sides, mapping) in CLASSES.items():
    case(f"classification preset: {name}", "report", [["ClassificationPreset", {}]], *sides, **mapping)
    if name in ("numbers", "words"):
        case(f"classification preset: {name}, cut", "report", [["ClassificationPreset", {"probas_threshold": 0.7}]], *sides, **mapping)
        case(f"classification preset: {name}, top", "report", [["ClassificationPreset", {"k": 9}]], *sides, **mapping)
    case(f"data drift tests: {name}", "suite", [["DataDriftTestPreset", {}]], *(sides if len(sides) == 2 else sides * 2), **mapping)

CLASS_TESTS = ["TestAccuracyScore", "TestPrecisionScore", "TestRecallScore", "TestF1Score"]
BINARY_TESTS = ["TestRocAuc", "TestLogLoss", "TestTPR", "TestTNR", "TestFPR", "TestFNR"]
for name, (sides, mapping) in CLASSES.items():
    if name == "three":
        continue
    items = [[test, {}] for test in CLASS_TESTS + ([] if name == "guesses" else BINARY_TESTS)]
    case(f"classification tests: {name}", "suite", items, *sides, **mapping)
    if len(sides) == 2:
        case(f"classification tests: {name}, alone", "suite", items, sides[0], **mapping)

print(json.dumps({"data": data, "cases": cases}))
