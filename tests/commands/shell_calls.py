"""What a call of the command line in a process of its own needs."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOORWAY = "from notesense.commands.main import main; main()"


def environment(**more):
    """The environment of a call in a process of its own, the checkout's package found first."""
    kept = {
        key: value for key, value in os.environ.items() if not key.startswith(("_NOTESENSE", "NO_COLOR", "FORCE_COLOR"))
    }
    paths = [more.pop("first", None), str(ROOT), os.environ.get("PYTHONPATH")]
    return {**kept, "PYTHONPATH": os.pathsep.join(filter(None, paths)), "PYTHONUTF8": "1", "COLUMNS": "100", **more}
