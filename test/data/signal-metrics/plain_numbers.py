"""Numbers as JSON has them."""

import math

import numpy as np


def number(value):
    """JSON has no NaN: what is undefined is null."""
    if value is None:
        return None
    value = float(value)
    return value if math.isfinite(value) else None


def numbers(values):
    return [number(value) for value in values]


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
