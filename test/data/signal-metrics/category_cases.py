"""What the metrics of trials, regimes, relevance, filtering and combining say of made-up cases."""

import itertools
import math

import numpy as np
import pandas as pd
from plain_numbers import numbers
from scipy import stats
from sharpe_ratios import expected_maximum, overfitting, probabilistic_sharpe, sharpe
from sklearn import metrics as sk
from sklearn.isotonic import IsotonicRegression


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


def combining_case():
    weights = np.array([0.4, 0.3, 0.2, 0.1, 0.0])
    previous = np.array([0.2, 0.2, 0.2, 0.2, 0.2])
    spread = math.sqrt((0.25 * np.ones(4)) @ (0.3 + 0.7 * np.eye(4)) @ (0.25 * np.ones(4)))
    return {
        "weights": weights.tolist(),
        "previous": previous.tolist(),
        "effectiveSignals": 1 / (weights**2).sum(),
        "turnover": np.abs(weights - previous).sum() / 2,
        # Of the average of N standardised signals of equal IC and correlation ρ: IC · 1/sd of the average.
        "combinedCoefficient": {"coefficient": 0.03, "correlation": 0.3, "signals": 4, "value": 0.03 / spread},
    }
