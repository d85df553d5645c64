"""What a check of example sets says: findings, from faults down to reports."""

from __future__ import annotations

from dataclasses import asdict, dataclass

FAULT, WARN, REPORT = "fault", "warn", "report"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found: how bad, of which kind, where, and in words."""

    level: str
    kind: str
    where: str
    says: str

    def as_dict(self) -> dict[str, str]:
        return asdict(self)
