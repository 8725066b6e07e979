"""The same steps in pandas and polars, each in the best form that we know. Prints one line of JSON."""

import json
import os
import sys
import time

os.environ["POLARS_MAX_THREADS"] = os.environ["THREADS"]

import resource

import numpy as np

STEP, PEER, WORK = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
KEYS = ["entity", "event_time", "knowledge_time"]
VALUES = [f"v{index}" for index in range(WORK["features"])]
CANONICAL_NAN = np.uint32(0x7FC00000)


def digest(matrix):
    """See matrix-digest.ts."""
    weights = np.arange(matrix.shape[1], dtype=np.uint32) * np.uint32(2) + np.uint32(1)
    sums = []
    for column in matrix:
        bits = column.view(np.uint32).copy()
        bits[np.isnan(column)] = CANONICAL_NAN
        bits[column == 0] = 0
        sums.append(int((bits * weights).sum(dtype=np.uint32)))
    return sums


def pandas_frame(is_bitemporal):
    import pandas as pd

    decisions = pd.read_parquet(WORK["decisions"])
    entities = pd.CategoricalDtype(decisions["entity"].unique())
    decisions["entity"] = decisions["entity"].astype(entities)
    matrix = np.empty((len(VALUES) * len(WORK["datasets"]), len(decisions)), dtype=np.float32)
    time_column = "knowledge_time" if is_bitemporal else "event_time"
    for index, files in enumerate(WORK["datasets"]):
        rows = pd.read_parquet(files, columns=(KEYS if is_bitemporal else KEYS[:2]) + VALUES)
        rows["entity"] = rows["entity"].astype(entities)
        if is_bitemporal:
            rows = rows.sort_values(["knowledge_time", "event_time"])
            latest = rows.groupby("entity", observed=True)["event_time"].cummax()
            rows = rows[rows["event_time"] == latest]
        else:
            rows = rows.sort_values("event_time", kind="stable")
        joined = pd.merge_asof(decisions, rows, left_on="decision", right_on=time_column, by="entity")
        for position, name in enumerate(VALUES):
            matrix[index * len(VALUES) + position] = joined[name].to_numpy()
    return matrix


def polars_frame(is_bitemporal, entity_type):
    import polars as pl

    def typed(frame):
        return frame if entity_type is None else frame.with_columns(pl.col("entity").cast(entity_type))

    decisions = pl.read_parquet(WORK["decisions"])
    if entity_type == "enum":
        entity_type = pl.Enum(decisions["entity"].unique().sort())
    elif entity_type == "categorical":
        entity_type = pl.Categorical
    decisions = typed(decisions)
    matrix = np.empty((len(VALUES) * len(WORK["datasets"]), len(decisions)), dtype=np.float32)
    time_column = "knowledge_time" if is_bitemporal else "event_time"
    for index, files in enumerate(WORK["datasets"]):
        rows = typed(pl.read_parquet(files, columns=(KEYS if is_bitemporal else KEYS[:2]) + VALUES))
        if is_bitemporal:
            rows = rows.sort("knowledge_time", "event_time").filter(
                pl.col("event_time") == pl.col("event_time").cum_max().over("entity")
            )
        joined = decisions.join_asof(
            rows, left_on="decision", right_on=time_column, by="entity", check_sortedness=False
        )
        del rows
        for position, name in enumerate(VALUES):
            matrix[index * len(VALUES) + position] = joined[name].to_numpy()
    return matrix


def polars_lazy_frame(is_bitemporal):
    import polars as pl

    decisions = pl.read_parquet(WORK["decisions"])
    matrix = np.empty((len(VALUES) * len(WORK["datasets"]), len(decisions)), dtype=np.float32)
    time_column = "knowledge_time" if is_bitemporal else "event_time"
    for index, files in enumerate(WORK["datasets"]):
        rows = pl.scan_parquet(files).select((KEYS if is_bitemporal else KEYS[:2]) + VALUES)
        if is_bitemporal:
            rows = rows.sort("knowledge_time", "event_time").filter(
                pl.col("event_time") == pl.col("event_time").cum_max().over("entity")
            )
        joined = (
            decisions.lazy()
            .join_asof(rows, left_on="decision", right_on=time_column, by="entity", check_sortedness=False)
            .select(VALUES)
            .collect(engine="streaming")
        )
        for position, name in enumerate(VALUES):
            matrix[index * len(VALUES) + position] = joined[name].to_numpy()
    return matrix


def polars_read(output):
    import datetime

    import polars as pl

    known_by = datetime.datetime.fromisoformat(WORK["asOf"].removesuffix("Z"))
    rows = pl.read_parquet(WORK["datasets"][0]).filter(pl.col("knowledge_time") <= known_by)
    latest = rows.sort(KEYS).unique(subset=KEYS[:2], keep="last", maintain_order=True)
    latest.write_parquet(output, compression="zstd")


def pandas_read(output):
    import pandas as pd

    known_by = pd.Timestamp(WORK["asOf"].removesuffix("Z"))
    rows = pd.read_parquet(WORK["datasets"][0])
    rows = rows[rows["knowledge_time"] <= known_by].sort_values(KEYS)
    rows.drop_duplicates(KEYS[:2], keep="last").to_parquet(output, compression="zstd", index=False)


def matrix_of(output):
    import polars as pl

    rows = pl.read_parquet(output, columns=VALUES)
    matrix = np.empty((len(VALUES), len(rows)), dtype=np.float32)
    for position, name in enumerate(VALUES):
        matrix[position] = rows[name].to_numpy()
    return matrix


FRAMES = {
    "pandas": pandas_frame,
    "polars": lambda is_bitemporal: polars_frame(is_bitemporal, None),
    "polars, categories": lambda is_bitemporal: polars_frame(is_bitemporal, "categorical"),
    "polars, enum": lambda is_bitemporal: polars_frame(is_bitemporal, "enum"),
    "polars, streaming": polars_lazy_frame,
}
READS = {"pandas": pandas_read, "polars": polars_read}

if PEER.startswith("polars"):
    import polars  # noqa: F401  imported before the clock starts, as our modules are
else:
    import pandas  # noqa: F401

def cpu_seconds():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


times = []
matrix = None
for _ in range(WORK["repetitions"]):
    matrix = None
    started, cpu_started = time.perf_counter(), cpu_seconds()
    if STEP == "read":
        READS[PEER](WORK["output"])
    else:
        matrix = FRAMES[PEER](STEP == "bitemporal")
    times.append((time.perf_counter() - started, cpu_seconds() - cpu_started))
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
if STEP == "read":
    matrix = matrix_of(WORK["output"])
print(
    json.dumps(
        {
            "seconds": min(times)[0],
            "cpuSeconds": min(times)[1],
            "peakMiB": peak / (1024 if sys.platform != "darwin" else 1024 * 1024),
            "rows": matrix.shape[1],
            "digest": digest(matrix),
        }
    )
)
