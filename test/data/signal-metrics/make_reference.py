"""Makes panel.csv and expected.json: a panel with ties, missing values and a changing universe, and what its metrics are.

The formulas are written out beside this file from their sources (alphalens, qlib, the papers that docs/metrics.md names) in
numpy, pandas, scipy and scikit-learn; nothing is taken from the SDK. Run with numpy 2.4, pandas 3.1, scipy 1.17 and
scikit-learn 1.9:

    python make_reference.py [FOLDER]
"""

import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd

sys.dont_write_bytecode = True  # the files beside this one leave nothing in the repository
from category_cases import combining_case, filtering_case, regime_case, relevance_case, trials_case
from plain_numbers import plain
from signal_report import report

FOLDER = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent


def make_panel(seed=20_240_607):
    """Weekly decisions over 21 months; names enter and leave, signals are rounded so that they tie, values are missing."""
    random = np.random.default_rng(seed)
    names = [f"N{i:02d}" for i in range(40)]
    sector = {name: ["energy", "health", "retail", "tech"][i % 4] for i, name in enumerate(names)}
    enters = {name: 0 if i < 24 else int(random.integers(5, 60)) for i, name in enumerate(names)}
    leaves = {name: 10_000 if i % 5 else int(random.integers(50, 90)) for i, name in enumerate(names)}
    dates = pd.date_range("2019-01-02 21:00", periods=92, freq="7D")
    memory = dict.fromkeys(names, 0.0)
    rows = []
    for t, date in enumerate(dates):
        market = random.normal(0.002, 0.02)
        for name in names:
            memory[name] = 0.7 * memory[name] + 0.7 * random.normal()
            signal = np.clip(round(0.6 * memory[name], 2), -1, 1)
            # In 1024ths, so that outcomes tie and their sums are exact: no order of summing moves one past its mean.
            outcome = round(1024 * (market + 0.005 * memory[name] + random.normal(0, 0.04))) / 1024
            if not enters[name] <= t < leaves[name]:
                continue
            if t == 30:
                signal = 0.25  # a date without variance
            if t == 31 and name > "N03":
                continue  # a date of few names
            if t == 32:
                signal = np.nan  # a date without a signal
            if t == 40:
                signal = round(signal)  # ties over quantile edges
            missing = random.random(2) < 0.03
            rows.append((date, name, sector[name], np.nan if missing[0] else signal, np.nan if missing[1] else outcome))
    return pd.DataFrame(rows, columns=["date", "entity", "group", "signal", "outcome"])


def main():
    panel = make_panel()
    text = panel.assign(date=panel.date.dt.strftime("%Y-%m-%dT%H:%M:%S.000Z"))
    text.to_csv(FOLDER / "panel.csv", index=False, lineterminator="\n")
    panel = pd.read_csv(FOLDER / "panel.csv", parse_dates=["date"])
    panel["date"] = panel.date.dt.tz_localize(None)
    random = np.random.default_rng(7)
    expected = {
        "reports": [report(panel, 5), report(panel, 10)],
        "trials": trials_case(random),
        "regime": regime_case(random),
        "relevance": relevance_case(random),
        "filtering": filtering_case(random),
        "combining": combining_case(),
    }
    (FOLDER / "expected.json").write_text(json.dumps(plain(expected), allow_nan=False) + "\n")


if __name__ == "__main__":
    main()
