import pytest

from notesense.flow import Road


@pytest.fixture(scope="session")
def road():
    """The default model, with its annotator."""
    return Road()
