"""What lies in corpora/ is what its checksums say, so that whoever gets a copy can tell."""

import hashlib
from pathlib import Path

CORPORA = Path(__file__).parent.parent / "corpora"


def test_every_file_has_its_checksum():
    written = dict(reversed(line.split(maxsplit=1)) for line in (CORPORA / "SHA256SUMS").read_text().splitlines())
    found = {
        path.relative_to(CORPORA).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(CORPORA.rglob("*"))
        if path.is_file() and path.suffix in {".jsonl", ".json", ".csv", ".toml", ".xlsx"}
    }
    assert written == found, "corpora/ changed: just checksums"
