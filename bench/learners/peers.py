"""Real XGBoost on the same files. Prints one line of JSON, or writes predictions."""

import json
import os
import resource
import sys
import time

import numpy as np

STEP, INPUT = sys.argv[1], json.loads(sys.argv[2])


def cpu_seconds():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def rows_of(task):
    x = np.fromfile(os.path.join(task["directory"], "rows.f32"), dtype=np.float32)
    return x.reshape(task["rows"], task["features"])


def labels_of(task):
    return np.fromfile(os.path.join(task["directory"], "y.f32"), dtype=np.float32)


def train(form):
    """One whole fit: the matrix is made within the time."""
    import xgboost

    task, parameters = INPUT["task"], dict(INPUT["parameters"])
    x, y = rows_of(task), labels_of(task)
    rounds = parameters.pop("num_boost_round")
    parameters |= {"tree_method": "hist", "nthread": INPUT["threads"], "verbosity": 0}
    started, cpu_started = time.perf_counter(), cpu_seconds()
    xgboost.train(parameters, getattr(xgboost, form)(x, y, nthread=INPUT["threads"]), rounds)
    seconds, cpu = time.perf_counter() - started, cpu_seconds() - cpu_started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    peak_mib = peak / (1024 if sys.platform != "darwin" else 1024 * 1024)
    print(json.dumps({"seconds": seconds, "cpuSeconds": cpu, "peakMiB": peak_mib, "rows": len(y)}))


def predict():
    """Learns one task's rows and predicts the other's."""
    import xgboost

    parameters = dict(INPUT["parameters"])
    rounds = parameters.pop("num_boost_round")
    matrices = []
    for task in (INPUT["train"], INPUT["test"]):
        qid = None
        if task["hasGroups"]:
            qid = np.fromfile(os.path.join(task["directory"], "groups.i32"), dtype=np.int32)
        matrices.append(xgboost.DMatrix(rows_of(task), labels_of(task), qid=qid))
    booster = xgboost.train(parameters | {"tree_method": "hist", "nthread": 1, "verbosity": 0}, matrices[0], rounds)
    booster.predict(matrices[1]).astype(np.float32).tofile(os.path.join(INPUT["test"]["directory"], "predictions.f32"))
    print(json.dumps({}))


def bundled():
    """Writes a dataset that scikit-learn brings along, in a shuffled order that is always the same."""
    from sklearn import datasets

    x, y = getattr(datasets, f"load_{INPUT['name']}")(return_X_y=True)
    order = np.random.default_rng(1).permutation(len(y))
    np.ascontiguousarray(x[order].T, dtype=np.float32).tofile(os.path.join(INPUT["directory"], "columns.f32"))
    y[order].astype(np.float32).tofile(os.path.join(INPUT["directory"], "y.f32"))
    print(json.dumps({"rows": x.shape[0], "features": x.shape[1]}))


if STEP == "predict":
    predict()
elif STEP == "bundled":
    bundled()
else:
    train(STEP)
