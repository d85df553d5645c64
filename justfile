# One-word chores. Each is a plain command that runs without just as well.

# all tests
test:
    python -m pytest

# style, imports, layers
lint:
    ruff check .
    ruff format --check .
    lint-imports

types:
    mypy

# README's commands are what the tests run
docs:
    python -m pytest tests/test_readme.py

# time of review against the tokenizer, in one run
bench:
    python tests/benchmarks/bench.py

# our labels against peers, leave-one-register-out
bench-labels:
    python tests/benchmarks/bench_labels.py

# the default model, its card and evaluation
train:
    python cli.py train --out models/en_default --evaluate
