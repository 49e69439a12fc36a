"""Keeping a learned heading model in one file of plain arrays, checked when it is read."""

import os
import tempfile
import zipfile
from pathlib import Path

import numpy as np

from darvoza.goods.headings.model import HeadingModel

_FORMAT = 1


def write_model(model: HeadingModel, path: Path) -> None:
    """Write the model in the place of an older one, in one step.

    Raises:
        OSError: the folder cannot be written.
    """
    features = sorted(model.postings)
    handle, name = tempfile.mkstemp(prefix=".new-", suffix=".npz", dir=path.parent)
    os.close(handle)
    new = Path(name)
    try:
        np.savez(
            new,
            format=np.array(_FORMAT),
            codes=np.array(model.codes),
            features=np.frombuffer("\n".join(features).encode(), np.uint8),
            ends=np.cumsum([len(model.postings[feature][0]) for feature in features]),
            places=np.concatenate([model.postings[feature][0] for feature in features]),
            weights=np.concatenate([model.postings[feature][1] for feature in features]),
            temperature=np.array(model.temperature),
        )
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)


def read_model(path: Path, learned_from: tuple[str, ...]) -> HeadingModel | None:
    """The model kept in this file; None if there is none, or it is broken or of another format."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
            if int(kept["format"]) != _FORMAT:
                return None
            features = kept["features"].tobytes().decode().split("\n")
            ends, places, weights = kept["ends"], kept["places"], kept["weights"]
            codes, temperature = tuple(kept["codes"].tolist()), float(kept["temperature"])
    except (OSError, KeyError, ValueError, EOFError, zipfile.BadZipFile):
        return None
    starts = np.r_[0, ends[:-1]]
    postings = {
        feature: (places[start:end], weights[start:end])
        for feature, start, end in zip(features, starts.tolist(), ends.tolist(), strict=True)
    }
    return HeadingModel(codes, postings, temperature, learned_from)
