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

# our labels against six peers, registers left out in five folds; rewrites models/en_default/BENCHMARK.md (--quick tries it)
bench-labels *options:
    python tests/benchmarks/bench_labels.py {{options}}

# the default model, its card and evaluation
train:
    python cli.py train --out models/en_default --also no_mentor --evaluate
    python -m notesense.train.model_card models/en_default README.md

# what each part of the model brings, into the card (about half an hour)
ablation:
    python -m notesense.train.ablation corpora models/en_default
    python -m notesense.train.model_card models/en_default README.md

# the card and the README's figures anew, from the figures that lie beside the model
card:
    python -m notesense.train.model_card models/en_default README.md

# checksums of the example sets
checksums:
    cd corpora && sha256sum $(git ls-files '*.jsonl' '*.json' '*.csv' '*.toml' '*.xlsx' | sort) > SHA256SUMS
