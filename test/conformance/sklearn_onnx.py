"""Models of scikit-learn, their ONNX files by skl2onnx, and what scikit-learn itself says of the same rows, as JSON."""

import base64
import json
import sys
import warnings

import numpy as np
from skl2onnx import to_onnx
from skl2onnx.common.data_types import FloatTensorType
from sklearn.decomposition import PCA
from sklearn.ensemble import (
    ExtraTreesRegressor,
    GradientBoostingClassifier,
    GradientBoostingRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
    VotingRegressor,
)
from sklearn.impute import SimpleImputer
from sklearn.linear_model import BayesianRidge, ElasticNet, HuberRegressor, LinearRegression, LogisticRegression, Ridge
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsRegressor
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import PolynomialFeatures, StandardScaler
from sklearn.svm import SVR
from sklearn.tree import DecisionTreeRegressor

warnings.filterwarnings("ignore")
request = json.load(sys.stdin)
random = np.random.default_rng(request["seed"])
features = request["features"]
X = random.normal(size=(400, len(features))).astype(np.float32)
y = (X[:, 0] - 0.5 * X[:, 1] * X[:, 2] + 0.1 * random.normal(size=400)).astype(np.float32)
up, thirds = (y > 0).astype(np.int64), np.digitize(y, [-0.5, 0.5])
holes = X.copy()
holes[random.random(X.shape) < 0.1] = np.nan

REGRESSORS = [
    LinearRegression(),
    Ridge(),
    ElasticNet(0.01),
    BayesianRidge(),
    HuberRegressor(max_iter=1000),
    SVR(),
    KNeighborsRegressor(),
    DecisionTreeRegressor(max_depth=5, random_state=0),
    RandomForestRegressor(20, max_depth=5, random_state=0),
    ExtraTreesRegressor(20, max_depth=5, random_state=0),
    GradientBoostingRegressor(n_estimators=20, random_state=0),
    MLPRegressor(hidden_layer_sizes=(8, 8), max_iter=300, random_state=0),
    VotingRegressor([("ridge", Ridge()), ("forest", RandomForestRegressor(5, max_depth=3, random_state=0))]),
    make_pipeline(StandardScaler(), PCA(3), Ridge()),
    make_pipeline(PolynomialFeatures(2), Ridge()),
]
WITH_HOLES = [
    make_pipeline(SimpleImputer(), StandardScaler(), Ridge()),
    make_pipeline(SimpleImputer(strategy="median"), GradientBoostingRegressor(n_estimators=20, random_state=0)),
]
CLASSIFIERS = [
    LogisticRegression(),
    GaussianNB(),
    RandomForestClassifier(20, max_depth=5, random_state=0),
    GradientBoostingClassifier(n_estimators=20, random_state=0),
    MLPClassifier(hidden_layer_sizes=(8,), max_iter=300, random_state=0),
    make_pipeline(StandardScaler(), LogisticRegression()),
]


def answer(model, rows, expected, zipmap=True, **declared):
    final = model[-1] if hasattr(model, "steps") else model
    options = {} if zipmap else {"options": {id(final): {"zipmap": False}}}
    types = [("X", FloatTensorType([None, len(features)]))]
    onnx = to_onnx(model, initial_types=types, target_opset={"": 18, "ai.onnx.ml": 3}, **options)
    step = " > ".join(type(part).__name__ for part in getattr(model, "named_steps", {"": model}).values())
    return {
        "name": f"{step}{'' if zipmap else ', probabilities as a tensor'}{' with holes' if np.isnan(rows).any() else ''}",
        "onnx": base64.b64encode(onnx.SerializeToString()).decode(),
        "declared": declared,
        "values": [None if np.isnan(value) else float(value) for value in rows.ravel()],
        "expected": np.asarray(expected, dtype=np.float64).ravel().tolist(),
    }


answers = []
for model in REGRESSORS:
    answers.append(answer(model.fit(X, y), X[:50], model.predict(X[:50])))
for model in WITH_HOLES:
    answers.append(answer(model.fit(holes, y), holes[:50], model.predict(holes[:50])))
for model in CLASSIFIERS:
    model.fit(X, up)
    answers.append(answer(model, X[:50], model.predict_proba(X[:50])[:, 1], zipmap=False))
    answers.append(answer(model, X[:50], model.predict_proba(X[:50])[:, 0], column=0))
    model.fit(X, thirds)
    answers.append(answer(model, X[:50], model.predict_proba(X[:50])[:, 2], zipmap=False, column=2))
print(json.dumps(answers))
