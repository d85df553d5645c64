"""The notes made by hand stand beside the tests of summaries; reports are made of the same."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "summaries"))
