import numpy as np
import pytest

from notesense.annotate.pipeline import Annotator
from notesense.label.model_store import load_model
from notesense.paths import find_model


@pytest.fixture(scope="session")
def annotator():
    """The annotator of the default model, its run-on cutter included."""
    return Annotator(cutter=load_model(find_model()).cutter)


@pytest.fixture(scope="session")
def plain():
    """An annotator without the run-on cutter."""
    return Annotator()


@pytest.fixture(scope="session")
def eager():
    """An annotator whose cutter wants to cut everywhere."""
    weights = np.zeros(len(load_model(find_model()).cutter), np.float32)
    weights[-1] = 1
    return Annotator(cutter=weights)
