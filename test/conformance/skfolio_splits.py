"""Splits of skfolio and scikit-learn for the cases given as JSON on standard input; prints them as JSON."""

import json
import sys

import numpy as np
from skfolio.model_selection import CombinatorialPurgedCV, WalkForward
from sklearn.model_selection import KFold

SPLITTERS = {"combinatorial": CombinatorialPurgedCV, "walk_forward": WalkForward, "k_fold": KFold}


def run(case):
    splitter = SPLITTERS[case["kind"]](**case["parameters"])
    splits = []
    for train, test in splitter.split(np.zeros((case["rows"], 1))):
        tests = test if isinstance(test, list) else [test]
        splits.append({"train": train.tolist(), "test": np.concatenate(tests).tolist()})
    paths = splitter.recombined_paths.T.tolist() if case["kind"] == "combinatorial" else []
    return {"splits": splits, "paths": paths}


print(json.dumps([run(case) for case in json.load(sys.stdin)]))
