"""What alphalens-reloaded says of a panel: python alphalens_metrics.py PANEL.csv; prints JSON.

Dates of fewer than five complete rows are left out first: alphalens judges them, we do not. It bins every other date into
quantiles and leaves out those that it cannot bin; the answer names the dates it kept.
"""

import contextlib
import io
import json
import math
import sys
import warnings

import pandas as pd

warnings.simplefilter("ignore")
from alphalens import performance, plotting, utils  # noqa: E402

PERIOD = "5D"
QUANTILES = 5
FEWEST = 5


def numbers(values):
    return [float(value) if math.isfinite(value) else None for value in values]


def main():
    panel = pd.read_csv(sys.argv[1], parse_dates=["date"])
    panel["date"] = panel.date.dt.tz_localize(None)
    panel = panel.set_index(["date", "entity"]).rename_axis(["date", "asset"])
    complete = panel.dropna(subset=["signal", "outcome"]).groupby(level="date").size()
    panel = panel[panel.index.get_level_values("date").isin(complete.index[complete >= FEWEST])]
    with contextlib.redirect_stdout(io.StringIO()):
        data = utils.get_clean_factor(
            panel.signal.dropna(), panel[["outcome"]].rename(columns={"outcome": PERIOD}), groupby=panel.group, quantiles=QUANTILES
        )
    dates = data.index.get_level_values("date").unique().sort_values()

    coefficients = performance.factor_information_coefficient(data)[PERIOD]
    neutral = performance.factor_information_coefficient(data, group_adjust=True)[PERIOD]
    table = plotting.plot_information_table(coefficients.to_frame(), return_df=True).iloc[0]
    weights = performance.factor_weights(data)
    returns = performance.factor_returns(data)[PERIOD]
    alpha_beta = performance.factor_alpha_beta(data)[PERIOD]
    means, errors = performance.mean_return_by_quantile(data)
    by_date, errors_by_date = performance.mean_return_by_quantile(data, by_date=True)
    spread, _ = performance.compute_mean_returns_spread(by_date, QUANTILES, 1, errors_by_date)
    quantile = data.factor_quantile
    print(
        json.dumps(
            {
                "dates": [int(date.timestamp() * 1000) for date in dates],
                "rankInformationCoefficient": numbers(coefficients.reindex(dates)),
                "groupNeutral": numbers(neutral.reindex(dates)),
                "summary": {
                    "mean": float(table["IC Mean"]),
                    "standardDeviation": float(table["IC Std."]),
                    "ratio": float(table["Risk-Adjusted IC"]),
                    "tStatisticNaive": float(table["t-stat(IC)"]),
                },
                "weights": [numbers(weights.loc[date].to_numpy()) for date in dates],
                "weightedReturn": numbers(returns.reindex(dates)),
                "annualAlpha": float(alpha_beta["Ann. alpha"]),
                "beta": float(alpha_beta["beta"]),
                "quantileMeans": numbers(means[PERIOD]),
                "quantileErrors": numbers(errors[PERIOD]),
                "halvedSpread": float(spread[PERIOD].mean()),
                "turnover": {
                    f"{q}/{p}": numbers(performance.quantile_turnover(quantile, q, p).reindex(dates))
                    for q in (1, 3, QUANTILES)
                    for p in (1, 2)
                },
                "rankAutocorrelation": {
                    str(p): numbers(performance.factor_rank_autocorrelation(data, p).reindex(dates)) for p in (1, 4)
                },
            }
        )
    )


if __name__ == "__main__":
    main()
