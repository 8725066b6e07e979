"""Sharpe ratios, and what is left of them after luck and selection."""

import itertools
import math

import numpy as np
from scipy import stats


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
