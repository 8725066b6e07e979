"""Everything that a signal's report says of a panel: by date first, then over dates."""

import math

import numpy as np
import pandas as pd
from scipy import stats

from by_date import (
    QUANTILES,
    autocorrelation,
    correlation,
    demeaned,
    hit_rate,
    long_short,
    precision,
    quantile_of,
    turnover_series,
    weights,
)
from plain_numbers import number, numbers
from sharpe_ratios import probabilistic_sharpe, sharpe, staggered

COST_BPS = 5
STEP_DAYS = 5
DECAY = [1, 2, 3, 5, 10, 21, 42, 63]
LAGS = [0, 1, 2, 3, 5, 10, 21]


def newey_west_error(values, lag):
    """Standard error of a mean, as OLS on a constant with Bartlett weights and the small-sample factor n/(n − 1)."""
    x = np.asarray(values) - np.mean(values)
    n = len(x)
    kernel = np.array([[max(0.0, 1 - abs(i - j) / (lag + 1)) for j in range(n)] for i in range(n)])
    return math.sqrt(x @ kernel @ x / n**2 * n / (n - 1))


def summary(name, values, horizon, periods):
    present = values.dropna()
    mean, deviation, count = present.mean(), present.std(ddof=1), len(present)
    title = "mean" + name[0].upper() + name[1:]
    error = newey_west_error(present.to_numpy(), periods - 1)
    return {
        f"{name}Dates": count,
        f"{name}SkippedDates": len(values) - count,
        title: mean,
        f"{name}StandardDeviation": deviation,
        f"{name}Ratio": mean / deviation,
        f"{name}RatioAnnualised": mean / deviation * math.sqrt(252 / horizon),
        f"{name}StandardErrorNaive": deviation / math.sqrt(count),
        f"{name}TStatisticNaive": stats.ttest_1samp(present, 0).statistic,
        f"{name}StandardError": error,
        f"{name}TStatistic": mean / error,
    }


def half_lives(curve):
    periods, means = zip(*[(k, mean) for k, mean in curve if not np.isnan(mean)])
    top = int(np.argmax(means))
    half = means[top] / 2
    interpolated = np.nan
    for i in range(top + 1, len(means)):
        if means[i] <= half:
            interpolated = np.interp(half, [means[i], means[i - 1]], [periods[i], periods[i - 1]])
            break
    positive = [(k, mean) for k, mean in zip(periods, means) if mean > 0]
    slope = np.polyfit([k for k, _ in positive], [math.log(mean) for _, mean in positive], 1)[0]
    return interpolated, (-math.log(2) / slope if slope < 0 else np.nan)


def decay_curve(sections, stride):
    """Mean rank IC of s_t and R_{t → t+k}; outcomes of k holding periods compounded name by name."""
    returns = [section.set_index("entity").outcome for section in sections]
    curve = []
    for k in DECAY:
        values = []
        for t, section in enumerate(sections):
            steps = [returns[u] for u in range(t, t + k * stride, stride) if u < len(sections)]
            if len(steps) < k:
                continue
            growth = pd.Series(1.0, index=section.entity)
            for step in steps:
                growth = growth * (1 + step).reindex(section.entity)
            pair = pd.DataFrame({"s": section.signal.to_numpy(), "r": growth.to_numpy() - 1}).dropna()
            values.append(correlation(pair.s, pair.r, "spearman"))
        curve.append((k, np.nanmean(values) if np.isfinite(values).any() else np.nan))
    return curve


def lagged_curve(sections):
    curve = []
    for lag in LAGS:
        values = []
        for t in range(lag, len(sections)):
            pair = sections[t].merge(sections[t - lag], on="entity", suffixes=("", "_before"))
            values.append(correlation(pair.signal_before, pair.outcome, "spearman"))
        curve.append((lag, np.nanmean(values)))
    return curve


def quantile_table(sections):
    """alphalens, performance.mean_return_by_quantile, demeaned, and compute_mean_returns_spread before it halved."""
    rows, skipped = {}, 0
    for t, section in enumerate(sections):
        quantile = quantile_of(section)
        if quantile is None:
            skipped += 1
            continue
        rows[t] = (section.outcome - section.outcome.mean()).groupby(quantile).mean()
    table = pd.DataFrame(rows).T.reindex(columns=range(1, QUANTILES + 1))
    error = table.std(ddof=1) / np.sqrt(table.count())
    return {
        "means": table.mean(),
        "errors": error,
        "spread": (table[QUANTILES] - table[1]).mean(),
        "spreadError": math.sqrt(error[QUANTILES] ** 2 + error[1] ** 2),
        "monotonicity": stats.spearmanr(range(1, QUANTILES + 1), table.mean()).statistic,
        "skipped": skipped,
    }


def quantile_turnover(sections, quantile, periods):
    """alphalens, performance.quantile_turnover."""
    sets = []
    for section in sections:
        bins = quantile_of(section)
        names = set() if bins is None else set(section.entity[bins == quantile])
        sets.append(names or None)
    present = [i for i, names in enumerate(sets) if names]
    out = [np.nan] * len(sets)
    for position, i in enumerate(present):
        if position >= periods:
            before = sets[present[position - periods]]
            out[i] = len(sets[i] - before) / len(sets[i])
    return pd.Series(out)


def calibration(frame, bins=10):
    try:
        binned = pd.qcut(frame.signal, bins, labels=False)
        table = frame.groupby(binned)[["signal", "outcome"]].mean()
    except ValueError:
        table = frame.iloc[:0][["signal", "outcome"]]
    return {
        "signalShareAtBounds": (frame.signal.abs() >= 1).mean(),
        "signalMeanAbsolute": frame.signal.abs().mean(),
        "signalSkewness": stats.skew(frame.signal),
        "signalOutcomeMonotonicity": stats.spearmanr(table.signal, table.outcome).statistic if len(table) else np.nan,
        "signalOutcomeSlope": np.polyfit(frame.signal, frame.outcome, 1)[0],
    }


def stability(values):
    present = values.dropna()
    monthly = present.groupby(present.index.to_period("M"))
    sums, counts = monthly.sum(), monthly.count()
    every = pd.period_range(sums.index[0], sums.index[-1], freq="M")
    sums, counts = sums.reindex(every, fill_value=0.0), counts.reindex(every, fill_value=0)
    return {
        "rankInformationCoefficientYearlyDeviation": present.groupby(present.index.year).mean().std(ddof=1),
        "rankInformationCoefficientPositiveMonthsShare": (monthly.mean() > 0).mean(),
        "rankInformationCoefficientWorstTwelveMonths": (sums.rolling(12).sum() / counts.rolling(12).sum()).min(),
    }


def report(panel, horizon):
    """Everything that a signal's report says, for outcomes of `horizon` trading days and decisions five days apart."""
    stride = math.ceil(horizon / STEP_DAYS)
    dates = sorted(panel.date.unique())
    complete = panel[np.isfinite(panel.signal) & np.isfinite(panel.outcome)]
    sections = [complete[complete.date == date].reset_index(drop=True) for date in dates]
    books = [weights(section) for section in sections]
    returns = [section.set_index("entity").outcome for section in sections]

    series = pd.DataFrame(index=pd.DatetimeIndex(dates))
    series["assets"] = [len(section) for section in sections]
    series["informationCoefficient"] = [correlation(s.signal, s.outcome) for s in sections]
    series["rankInformationCoefficient"] = [correlation(s.signal, s.outcome, "spearman") for s in sections]
    series["groupNeutralInformationCoefficient"] = [correlation(s.signal, demeaned(s), "spearman") for s in sections]
    series["longShortReturn"] = [long_short(s) for s in sections]
    series["weightedReturn"] = [np.nan if b is None else (b * r).sum() for b, r in zip(books, returns)]
    series["turnover"] = turnover_series(books, returns, stride).to_numpy()
    series["netReturn"] = series.weightedReturn - COST_BPS / 10_000 * series.turnover
    series["universeReturn"] = [s.outcome.mean() if len(s) else np.nan for s in sections]
    series["effectiveAssets"] = [np.nan if b is None else 1 / (b**2).sum() for b in books]
    series["longPrecision"] = [precision(s, "long") for s in sections]
    series["shortPrecision"] = [precision(s, "short") for s in sections]
    series["hitRate"] = [hit_rate(s, 0) for s in sections]
    series["hitRateDeadband"] = [hit_rate(s, 0.3) for s in sections]
    wide = complete.pivot(index="date", columns="entity", values="signal").reindex(dates)
    ranks = wide.rank(axis=1)
    for lag in (1, 3):
        series[f"signalAutocorrelation{lag}"] = autocorrelation(wide, lag).to_numpy()
        series[f"rankAutocorrelation{lag}"] = autocorrelation(ranks, lag).to_numpy()
    series["topQuantileTurnover1"] = quantile_turnover(sections, QUANTILES, 1).to_numpy()
    series["bottomQuantileTurnover1"] = quantile_turnover(sections, 1, 1).to_numpy()
    series["topQuantileTurnover3"] = quantile_turnover(sections, QUANTILES, 3).to_numpy()
    grouped = panel.groupby("date")
    series["coverage"] = grouped.signal.apply(lambda s: (s.notna() & (s != 0)).mean()).reindex(dates).to_numpy()

    table = quantile_table(sections)
    curve, lagged = decay_curve(sections, stride), lagged_curve(sections)
    interpolated, fitted = half_lives(curve)
    days = stride * STEP_DAYS
    a_year = 252 / days
    weighted, net = series.weightedReturn.dropna(), series.netReturn.dropna()
    earned = (net / stride).to_numpy()
    compounded, summed = np.cumprod(1 + earned), np.cumsum(earned)
    market = np.column_stack([np.ones(len(weighted)), series.universeReturn[weighted.index]])
    (intercept, beta), *_ = np.linalg.lstsq(market, weighted, rcond=None)
    turnover = series.turnover.dropna()
    metrics = {
        "signalRows": len(complete),
        "signalDroppedRows": len(panel) - len(complete),
        **summary("informationCoefficient", series.informationCoefficient, days, stride),
        **summary("rankInformationCoefficient", series.rankInformationCoefficient, days, stride),
        "meanGroupNeutralInformationCoefficient": series.groupNeutralInformationCoefficient.mean(),
        "rankInformationCoefficientHalfLifeDays": interpolated * days,
        "rankInformationCoefficientFittedHalfLifeDays": fitted * days,
        "topQuantileMeanReturn": table["means"][QUANTILES],
        "bottomQuantileMeanReturn": table["means"][1],
        "quantileSpread": table["spread"],
        "quantileSpreadStandardError": table["spreadError"],
        "quantileMonotonicity": table["monotonicity"],
        "quantileSkippedDates": table["skipped"],
        "topQuantileTurnover": series.topQuantileTurnover1.mean(),
        "bottomQuantileTurnover": series.bottomQuantileTurnover1.mean(),
        "meanLongShortReturn": series.longShortReturn.mean(),
        "longShortSharpeRatio": staggered(series.longShortReturn.dropna(), stride, lambda r: sharpe(r, a_year)),
        "meanWeightedReturn": weighted.mean(),
        "weightedSharpeRatio": staggered(weighted, stride, lambda r: sharpe(r, a_year)),
        "weightedSkippedDates": len(series) - len(weighted),
        "meanNetReturn": net.mean(),
        "netSharpeRatio": staggered(net, stride, lambda r: sharpe(r, a_year)),
        "probabilisticSharpeRatio": staggered(net, stride, probabilistic_sharpe),
        "maximumDrawdown": (compounded / np.maximum.accumulate(compounded) - 1).min(),
        "maximumDrawdownSum": (summed - np.maximum.accumulate(summed)).min(),
        "annualAlpha": (1 + intercept) ** a_year - 1,
        "beta": beta,
        "costBps": COST_BPS,
        "meanTurnover": turnover.mean(),
        "annualTurnover": turnover.mean() * a_year,
        "breakEvenCostBps": 10_000 * weighted.mean() / turnover.mean(),
        "rankAutocorrelation": series.rankAutocorrelation1.mean(),
        "signalAutocorrelation": series.signalAutocorrelation1.mean(),
        "hitRate": series.hitRate.mean(),
        "longPrecision": series.longPrecision.mean(),
        "shortPrecision": series.shortPrecision.mean(),
        "meanCoverage": series.coverage.mean(),
        "meanEffectiveAssets": series.effectiveAssets.mean(),
        **calibration(complete),
        **stability(series.rankInformationCoefficient),
    }
    return {
        "horizonDays": horizon,
        "metrics": {name: number(value) for name, value in metrics.items() if number(value) is not None},
        "series": {name: numbers(series[name]) for name in series.columns},
        "quantileMeans": numbers(table["means"]),
        "quantileErrors": numbers(table["errors"]),
        "decay": [{"periods": k, "mean": number(mean)} for k, mean in curve],
        "laggedDecay": [{"periods": k, "mean": number(mean)} for k, mean in lagged],
        "laggedHalfLives": numbers(half_lives(lagged)),
    }
