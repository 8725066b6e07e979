"""What Evidently 0.7.21 says of the cases in cases.json, one answer a case, printed as JSON.

    pip install evidently==0.7.21 numpy==2.4.6 scipy==1.17.1 pandas==2.3.3 scikit-learn==1.9.1
    python make_expected.py cases.json > expected.json

Numbers that JSON lacks are the strings NaN, Infinity and -Infinity.
"""

import json
import math
import sys
import warnings

import numpy as np
import pandas as pd

warnings.filterwarnings("ignore")

from evidently.legacy import metric_preset, metrics, test_preset, tests  # noqa: E402
from evidently.legacy.pipeline.column_mapping import ColumnMapping  # noqa: E402
from evidently.legacy.report import Report  # noqa: E402
from evidently.legacy.test_suite import TestSuite  # noqa: E402
from evidently.legacy.tests.utils import approx  # noqa: E402

NUMBERS = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}


def series(column):
    values = column["values"]
    kind = column["type"]
    if kind == "float":
        return pd.Series([math.nan if v is None else NUMBERS.get(v, v) for v in values], dtype="float64")
    if kind == "datetime":
        return pd.to_datetime(pd.Series(values), unit="ms")
    return pd.Series(values, dtype={"int": "int64", "bool": "bool", "object": "object"}[kind])


def frame(columns):
    return None if columns is None else pd.DataFrame({name: series(column) for name, column in columns.items()})


def argument(value):
    if isinstance(value, dict) and "value" in value:
        return approx(**value)
    return NUMBERS.get(value, value) if isinstance(value, str) else value


def item(spec):
    name, arguments = spec
    owner = next(m for m in (tests, test_preset, metrics, metric_preset) if hasattr(m, name))
    return getattr(owner, name)(**{key: argument(value) for key, value in arguments.items()})


def text(key):
    """A dictionary's key as JSON writes it."""
    if key is None:
        return "null"
    return json.dumps(key) if isinstance(key, float) else str(key)


def plain(value):
    if isinstance(value, dict):
        return {text(key): plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [plain(each) for each in value]
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, (int, np.integer)):
        return int(value)
    if isinstance(value, (float, np.floating)):
        value = float(value)
        return value if math.isfinite(value) else "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    return value if value is None else str(value)


def answer(case, data):
    items = [item(spec) for spec in case["items"]]
    runner = (TestSuite if case["kind"] == "suite" else Report)(items)
    runner.run(
        current_data=frame(data[case["current"]]),
        reference_data=frame(data[case["reference"]]) if "reference" in case else None,
        column_mapping=ColumnMapping(**case.get("mapping", {})),
    )
    return plain(runner.as_dict())


cases = json.load(open(sys.argv[1]))
print(json.dumps({case["name"]: answer(case, cases["data"]) for case in cases["cases"]}))
