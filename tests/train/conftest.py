import pytest
from threadpoolctl import threadpool_limits


@pytest.fixture(scope="session", autouse=True)
def one_thread():
    """Small fits are slower, not faster, on several threads that wait for each other."""
    with threadpool_limits(1):
        yield
