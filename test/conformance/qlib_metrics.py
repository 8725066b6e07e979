"""What qlib's formulas say of a panel, in numpy: python qlib_metrics.py PANEL.csv; prints JSON.

Written out from qlib's contrib/eva/alpha.py (calc_ic, calc_long_short_return, calc_long_short_prec with is_alpha,
pred_autocorr) and contrib/evaluate.py (risk_analysis in both modes); rows without signal or return are dropped first, as
with dropna=True.
"""

import csv
import json
import math
import sys

import numpy as np

FEWEST = 5
SHARE = 0.2


def read(path):
    """By date, in order: names, signals and returns of the complete rows."""
    sections = {}
    with open(path, newline="") as file:
        for row in csv.DictReader(file):
            section = sections.setdefault(row["date"], ([], [], []))
            if row["signal"] == "" or row["outcome"] == "":
                continue
            section[0].append(row["entity"])
            section[1].append(float(row["signal"]))
            section[2].append(float(row["outcome"]))
    return [(names, np.array(signal), np.array(outcome)) for names, signal, outcome in sections.values()]


def pearson(x, y):
    if len(x) < FEWEST or np.ptp(x) == 0 or np.ptp(y) == 0:
        return None
    return float(np.corrcoef(x, y)[0, 1])


def ranks(values):
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return ((last - counts + 1 + last) / 2)[inverse]


def sides(signal):
    """Rows of the largest and smallest, the earlier of ties first, as nlargest and nsmallest choose them."""
    count = int(len(signal) * SHARE)
    return np.argsort(-signal, kind="stable")[:count], np.argsort(signal, kind="stable")[:count]


def long_short(signal, outcome):
    long, short = sides(signal)
    return None if len(long) == 0 else float((outcome[long].mean() - outcome[short].mean()) / 2)


def precision(signal, outcome):
    long, short = sides(signal)
    if len(long) == 0:
        return None
    alpha = outcome - outcome.mean()
    return [float((alpha[long] > 0).mean()), float((alpha[short] < 0).mean())]


def autocorrelation(sections, lag):
    out = []
    for t, (names, signal, _) in enumerate(sections):
        before = dict(zip(sections[t - lag][0], sections[t - lag][1])) if t >= lag else {}
        pairs = [(value, before[name]) for name, value in zip(names, signal) if name in before]
        out.append(pearson(*np.array(pairs).T) if pairs else None)
    return out


def risk_analysis(returns, periods, mode):
    if mode == "sum":
        curve = np.cumsum(returns)
        return {
            "informationRatio": float(returns.mean() / returns.std(ddof=1) * math.sqrt(periods)),
            "maximumDrawdown": float((curve - np.maximum.accumulate(curve)).min()),
        }
    curve = np.cumprod(1 + returns)
    return {"maximumDrawdown": float((curve / np.maximum.accumulate(curve) - 1).min())}


def main():
    sections = read(sys.argv[1])
    returns = [long_short(signal, outcome) for _, signal, outcome in sections]
    defined = np.array([value for value in returns if value is not None])
    print(
        json.dumps(
            {
                "informationCoefficient": [pearson(signal, outcome) for _, signal, outcome in sections],
                "rankInformationCoefficient": [
                    pearson(ranks(signal), ranks(outcome)) if len(signal) else None for _, signal, outcome in sections
                ],
                "longShortReturn": returns,
                "precision": [precision(signal, outcome) for _, signal, outcome in sections],
                "autocorrelation": {str(lag): autocorrelation(sections, lag) for lag in (1, 2)},
                "risk": {
                    "sum": risk_analysis(defined, 238, "sum"),
                    "product": risk_analysis(defined, 238, "product"),
                },
            }
        )
    )


if __name__ == "__main__":
    main()
