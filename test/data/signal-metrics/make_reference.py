"""Makes panel.csv and expected.json: a panel with ties, missing values and a changing universe, and what its metrics are.

The formulas are written out here from their sources (alphalens, qlib, the papers that docs/metrics.md names) in numpy, pandas,
scipy and scikit-learn; nothing is taken from the SDK. Run with numpy 2.4, pandas 3.1, scipy 1.17 and scikit-learn 1.9:

    python make_reference.py [FOLDER]
"""

import itertools
import json
import math
import sys
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import stats
from sklearn import metrics as sk
from sklearn.isotonic import IsotonicRegression

FOLDER = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
MINIMUM_ASSETS = 5
QUANTILES = 5
COST_BPS = 5
STEP_DAYS = 5
DECAY = [1, 2, 3, 5, 10, 21, 42, 63]
LAGS = [0, 1, 2, 3, 5, 10, 21]


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


def number(value):
    """JSON has no NaN: what is undefined is null."""
    if value is None:
        return None
    value = float(value)
    return value if math.isfinite(value) else None


def numbers(values):
    return [number(value) for value in values]


def correlation(x, y, method="pearson"):
    if len(x) < MINIMUM_ASSETS or x.nunique() < 2 or y.nunique() < 2:
        return np.nan
    return x.corr(y, method=method)


# --- by date ---------------------------------------------------------------------------------------------------------


def by_date(frame, dates, function):
    return pd.Series({date: function(frame[frame.date == date]) for date in dates})


def demeaned(frame):
    return frame.outcome - frame.groupby("group").outcome.transform("mean")


def long_short(frame):
    """qlib, contrib/eva/alpha.py, calc_long_short_return."""
    count = int(len(frame) * 0.2)
    if count < 1:
        return np.nan
    return (frame.nlargest(count, "signal").outcome.mean() - frame.nsmallest(count, "signal").outcome.mean()) / 2


def precision(frame, side):
    """qlib, contrib/eva/alpha.py, calc_long_short_prec with is_alpha."""
    count = int(len(frame) * 0.2)
    if count < 1:
        return np.nan
    alpha = frame.outcome - frame.outcome.mean()
    if side == "long":
        return (alpha[frame.nlargest(count, "signal").index] > 0).mean()
    return (alpha[frame.nsmallest(count, "signal").index] < 0).mean()


def weights(frame):
    """alphalens, performance.factor_weights, demeaned."""
    if frame.signal.nunique() < 2:
        return None
    centred = frame.signal - frame.signal.mean()
    return pd.Series((centred / centred.abs().sum()).to_numpy(), index=frame.entity)


def hit_rate(frame, deadband):
    taken = frame[(frame.signal.abs() >= deadband) & (frame.signal != 0)]
    return (np.sign(taken.signal) == np.sign(taken.outcome)).mean() if len(taken) else np.nan


def quantile_of(frame):
    """alphalens, utils.quantize_factor."""
    if len(frame) < QUANTILES:
        return None
    try:
        return pd.qcut(frame.signal, QUANTILES, labels=False) + 1
    except ValueError:
        return None


def turnover_series(books, returns, stride):
    out = []
    held = [pd.Series(dtype=float) for _ in range(stride)]
    for t, (book, outcome) in enumerate(zip(books, returns)):
        if book is None:
            out.append(np.nan)
            continue
        before = held[t % stride]
        union = book.index.union(before.index)
        out.append(0.5 * (book.reindex(union, fill_value=0.0) - before.reindex(union, fill_value=0.0)).abs().sum())
        held[t % stride] = book * (1 + outcome) / (1 + (book * outcome).sum())
    return pd.Series(out)


def autocorrelation(wide, lag):
    out = []
    for t in range(len(wide)):
        if t < lag:
            out.append(np.nan)
            continue
        pair = pd.DataFrame({"now": wide.iloc[t], "before": wide.iloc[t - lag]}).dropna()
        out.append(correlation(pair.now, pair.before))
    return pd.Series(out, index=wide.index)


# --- over dates ------------------------------------------------------------------------------------------------------


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


def sharpe(returns, periods_per_year):
    return math.sqrt(periods_per_year) * np.mean(returns) / np.std(returns, ddof=1)


def staggered(returns, stride, statistic):
    returns = np.asarray(returns)
    return np.mean([statistic(returns[offset::stride]) for offset in range(stride)])


def probabilistic_sharpe(returns, benchmark=0.0):
    """Bailey and López de Prado, 2012."""
    ratio = np.mean(returns) / np.std(returns, ddof=1)
    g3, g4 = stats.skew(returns), stats.kurtosis(returns, fisher=False)
    spread = math.sqrt(1 - g3 * ratio + (g4 - 1) / 4 * ratio**2)
    return stats.norm.cdf((ratio - benchmark) * math.sqrt(len(returns) - 1) / spread)


def expected_maximum(ratios, trials):
    """Bailey and López de Prado, 2014."""
    deviation = np.std(ratios, ddof=1)
    gamma = np.euler_gamma
    return deviation * (
        (1 - gamma) * stats.norm.ppf(1 - 1 / trials) + gamma * stats.norm.ppf(1 - 1 / (trials * math.e))
    )


def overfitting(matrix, blocks):
    """Bailey, Borwein, López de Prado and Zhu, 2017: CSCV over a (T × N) matrix."""
    parts = np.array_split(np.arange(len(matrix)), blocks)
    logits = []
    for chosen in itertools.combinations(range(blocks), blocks // 2):
        inside = np.concatenate([parts[b] for b in chosen])
        outside = np.setdiff1d(np.arange(len(matrix)), inside)
        best = np.argmax(matrix[inside].mean(axis=0) / matrix[inside].std(axis=0, ddof=1))
        ranks = stats.rankdata(matrix[outside].mean(axis=0) / matrix[outside].std(axis=0, ddof=1))
        relative = ranks[best] / (matrix.shape[1] + 1)
        logits.append(math.log(relative / (1 - relative)))
    return {"probability": np.mean(np.array(logits) <= 0), "halvings": len(logits)}


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


def trials_case(random):
    """Returns of ten trials with fat tails, one a little better than luck."""
    matrix = random.standard_t(4, size=(133, 10)) * 0.01
    matrix[:, 3] += 0.002
    ratios = matrix.mean(axis=0) / matrix.std(axis=0, ddof=1)
    best = matrix[:, 3]
    return {
        "returns": matrix.T.tolist(),
        "sharpeRatios": numbers(ratios),
        "annualSharpeRatio": sharpe(best, 252),
        "skewness": stats.skew(best),
        "kurtosis": stats.kurtosis(best, fisher=False),
        "probabilisticSharpeRatio": probabilistic_sharpe(best),
        "probabilisticSharpeRatioAgainst": {"benchmark": 0.1, "value": probabilistic_sharpe(best, 0.1)},
        "expectedMaximum": expected_maximum(ratios, 10),
        "deflatedSharpeRatio": probabilistic_sharpe(best, expected_maximum(ratios, 10)),
        "deflatedSharpeRatioOfFour": probabilistic_sharpe(best, expected_maximum(ratios, 4)),
        "overfitting": {str(blocks): overfitting(matrix, blocks) for blocks in (2, 6, 8, 10)},
    }


def regime_case(random):
    regimes, bars = 3, 400
    transition = np.array([[0.95, 0.04, 0.01], [0.05, 0.9, 0.05], [0.02, 0.08, 0.9]])
    smoothed = [0]
    for _ in range(bars - 1):
        smoothed.append(int(random.choice(regimes, p=transition[smoothed[-1]])))
    filtered = [smoothed[max(0, bar - int(random.integers(0, 4)))] for bar in range(bars)]
    p, q = random.dirichlet([2, 1, 1], bars), random.dirichlet([1, 2, 1], bars)
    returns = np.round(random.normal(0.001, 0.01, bars) * (1 + np.array(filtered)), 4)
    runs = [(regime, len(list(run))) for regime, run in itertools.groupby(filtered)]
    truth = [(regime, len(list(run))) for regime, run in itertools.groupby(smoothed)]
    lags, missed, start = [], 0, 0
    for position, (regime, length) in enumerate(truth):
        if position:
            hits = [bar - start for bar in range(start, start + length) if filtered[bar] == regime]
            lags += hits[:1]
            missed += not hits
        start += length
    calm, wild = returns[np.array(filtered) == 0], returns[np.array(filtered) == 2]
    return {
        "regimes": regimes,
        "transition": transition.ravel().tolist(),
        "filtered": filtered,
        "smoothed": smoothed,
        "p": p.ravel().tolist(),
        "q": q.ravel().tolist(),
        "returns": returns.tolist(),
        "expectedDurations": numbers(1 / (1 - np.diag(transition))),
        "realisedDurations": numbers([np.mean([n for r, n in runs if r == k]) for k in range(regimes)]),
        "flipsPerYear": (np.diff(filtered) != 0).sum() / (bars - 1) * 252,
        "detection": {"meanBars": np.mean(lags), "detected": len(lags), "missed": int(missed)},
        "totalVariation": np.abs(p - q).sum(axis=1).mean() / 2,
        "brierLoss": ((p - np.eye(regimes)[smoothed]) ** 2).sum(axis=1).mean(),
        "kolmogorovSmirnov": stats.ks_2samp(calm, wild).statistic,
        "welchTStatistic": stats.ttest_ind(calm, wild, equal_var=False).statistic,
        "conditional": [
            {
                "mean": returns[np.array(filtered) == k].mean(),
                "standardDeviation": returns[np.array(filtered) == k].std(ddof=1),
                "sharpeRatio": sharpe(returns[np.array(filtered) == k], 252),
            }
            for k in range(regimes)
        ],
    }


def relevance_case(random):
    x = np.round(random.normal(size=60), 1)
    y = np.round(0.6 * x + random.normal(size=60), 1)
    p_values = np.round(random.random(25) ** 2, 4)
    top = lambda values: set(np.argsort(-values, kind="stable")[:10])
    binned = [np.floor(4 * (stats.rankdata(v) - 0.5) / len(v)).clip(max=3).astype(int) for v in (x, y)]
    information = sk.mutual_info_score(*binned)
    entropies = [stats.entropy(np.bincount(b) / len(b)) for b in binned]
    score, permuted = random.normal(0.05, 0.02, 20), random.normal(0.03, 0.02, 20)
    drops = (score - permuted) / np.abs(score)
    return {
        "x": x.tolist(),
        "y": y.tolist(),
        "kendallTau": stats.kendalltau(x, y).statistic,
        "spearman": stats.spearmanr(x, y).statistic,
        "topJaccard": len(top(x) & top(y)) / len(top(x) | top(y)),
        "mutualInformation": information,
        "normalisedInformation": information / min(entropies),
        "pValues": p_values.tolist(),
        "benjaminiHochberg": stats.false_discovery_control(p_values).tolist(),
        "score": score.tolist(),
        "permuted": permuted.tolist(),
        "drop": {"mean": drops.mean(), "standardError": drops.std(ddof=1) / math.sqrt(20)},
    }


def filtering_case(random):
    label = (random.random(300) < 0.45).astype(int)
    probability = np.round(np.clip(random.normal(0.35 + 0.25 * label, 0.18), 0, 1), 2)
    acted = (probability >= 0.5).astype(int)
    edges = np.minimum((probability * 10).astype(int), 9)
    table = pd.DataFrame({"p": probability, "y": label}).groupby(edges).agg(p=("p", "mean"), y=("y", "mean"), n=("y", "size"))
    z = (probability - 0.5) / np.sqrt(np.where((probability > 0) & (probability < 1), probability * (1 - probability), 1))
    sizes = np.where(probability <= 0, -1, np.where(probability >= 1, 1, 2 * stats.norm.cdf(z) - 1))
    return {
        "probability": probability.tolist(),
        "label": label.tolist(),
        "precision": sk.precision_score(label, acted),
        "recall": sk.recall_score(label, acted),
        "f1": sk.f1_score(label, acted),
        "retainedShare": acted.mean(),
        "areaUnderCurve": sk.roc_auc_score(label, probability),
        "brierLoss": sk.brier_score_loss(label, probability),
        "expectedCalibrationError": ((table.p - table.y).abs() * table.n / len(label)).sum(),
        "betSizes": sizes.tolist(),
        "isotonic": IsotonicRegression(y_min=0, y_max=1).fit(probability, label).predict(probability).tolist(),
    }


def combining_case(random):
    weights = np.array([0.4, 0.3, 0.2, 0.1, 0.0])
    previous = np.array([0.2, 0.2, 0.2, 0.2, 0.2])
    noise = random.normal(size=(100_000, 4)) * math.sqrt(0.7) + random.normal(size=(100_000, 1)) * math.sqrt(0.3)
    spread = math.sqrt((0.25 * np.ones(4)) @ (0.3 + 0.7 * np.eye(4)) @ (0.25 * np.ones(4)))
    return {
        "weights": weights.tolist(),
        "previous": previous.tolist(),
        "effectiveSignals": 1 / (weights**2).sum(),
        "turnover": np.abs(weights - previous).sum() / 2,
        # Of the average of N standardised signals of equal IC and correlation ρ: IC · 1/sd of the average.
        "combinedCoefficient": {"coefficient": 0.03, "correlation": 0.3, "signals": 4, "value": 0.03 / spread},
    }


def plain(value):
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, np.integer):
        return int(value)
    if isinstance(value, (float, np.floating)):
        return number(value)
    return value


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
        "combining": combining_case(random),
    }
    (FOLDER / "expected.json").write_text(json.dumps(plain(expected), allow_nan=False) + "\n")


if __name__ == "__main__":
    main()
