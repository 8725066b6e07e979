"""What one date of a panel says, by the formulas of alphalens and qlib, in pandas. Takes the complete rows of the date."""

import numpy as np
import pandas as pd

MINIMUM_ASSETS = 5
QUANTILES = 5


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


def correlation(x, y, method="pearson"):
    if len(x) < MINIMUM_ASSETS or x.nunique() < 2 or y.nunique() < 2:
        return np.nan
    return x.corr(y, method=method)
