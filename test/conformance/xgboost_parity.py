"""Trains, loads and explains with the real XGBoost. Cases come as JSON on standard input; a missing value is null.

A case has rows of values, labels, perhaps weights and groups (sizes), parameters, and the file of a model trained on them
elsewhere. The answer is what XGBoost says of that model, and of its own on the same data.
"""

import json
import sys

import numpy as np
import xgboost


def to_array(rows):
    return np.array([[np.nan if value is None else value for value in row] for row in rows], np.float32)


def to_matrix(case, values, names):
    matrix = xgboost.DMatrix(
        values,
        np.array(case["labels"], np.float32),
        weight=None if case["weights"] is None else np.array(case["weights"], np.float32),
        feature_names=names,
        feature_types=["float"] * len(names),
        nthread=1,
    )
    if case["groups"] is not None:
        matrix.set_group(case["groups"])
    return matrix


def describe(booster, matrix):
    return {
        "predictions": booster.predict(matrix).ravel().tolist(),
        "margins": booster.predict(matrix, output_margin=True).ravel().tolist(),
        "contributions": booster.predict(matrix, pred_contribs=True).ravel().tolist(),
        "gain": booster.get_score(importance_type="gain"),
        "model": booster.save_raw("json").decode(),
    }


def answer(case):
    values = to_array(case["values"])
    names = [f"f{i}" for i in range(values.shape[1])]
    matrix = to_matrix(case, values, names)
    parameters = {**case["parameters"], "tree_method": "hist", "nthread": 1}
    rounds = parameters.pop("num_boost_round")
    if "monotone_constraints" in parameters:
        parameters["monotone_constraints"] = tuple(parameters["monotone_constraints"])
    ours = xgboost.Booster({"nthread": 1})
    ours.load_model(bytearray(case["model"].encode()))
    losses = {}
    theirs = xgboost.train(parameters, matrix, rounds, evals=[(matrix, "train")], evals_result=losses, verbose_eval=False)
    ours_described = describe(ours, matrix)
    further = xgboost.train(parameters, matrix, 1, xgb_model=ours)
    return {
        "ours": ours_described,
        "theirs": describe(theirs, matrix),
        "losses": losses["train"],
        "roundsAfterOneMore": further.num_boosted_rounds(),
    }


json.dump([answer(case) for case in json.load(sys.stdin)], sys.stdout)
