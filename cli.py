"""Doorway for a checkout: ``python cli.py review notes.csv``.

The wheel has the console script ``notesense`` instead; both run the same code.
"""

import sys

from notesense.commands.main import main

if __name__ == "__main__":
    main(sys.argv[1:])
