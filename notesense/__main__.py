"""``python -m notesense`` does what the console script does."""

from notesense.commands.main import main

if __name__ == "__main__":
    main()
