"""What changed over a relationship and what looks the same: all its tests, together.

They are made in one place because tests that answer one question share its
error (`trends.which_hold`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from notesense.codebook.labels import ROLES
from notesense.summaries.balance import ErrorRates
from notesense.summaries.contact import Contact
from notesense.summaries.findings import (
    Finding,
    changed_words,
    halves,
    independence_words,
    involvement_words,
    no_change_words,
    same_words,
    too_few_words,
)
from notesense.summaries.independence import TaskPath
from notesense.summaries.involvement import pauses_of, rhythm_of
from notesense.summaries.trends import FEWEST, RULED_OUT, TrendTest, ruled_out, trend, which_hold


def findings_of(
    met: Sequence[Contact], paths: Sequence[TaskPath], error_rates: Mapping[str, ErrorRates] | None = None
) -> tuple[Finding, ...]:
    """Say what changed, by kind: balance, involvement, independence.

    Parameters
    ----------
    met : sequence of Contact
        The contacts that took place, in order.
    paths : sequence of TaskPath
    error_rates : mapping of str to ErrorRates, optional
        By conversation and role. Labels that err make a change look smaller
        than it is, so "looks the same" asks for more where they err more.

    Returns
    -------
    tuple of Finding
        At least one of each kind, in the order of ``findings.KINDS``.
    """
    shown = {"support": [contact.conversation == "support" for contact in met]}
    shown |= {role: [role in contact.roles for contact in met] for role in ROLES}
    pauses = pauses_of(met)
    moves = [path.values for path in paths]
    tests: dict[str, TrendTest] = {}
    if len(met) >= FEWEST:
        tests |= {about: trend(series) for about, series in shown.items()}
    if len(pauses) >= FEWEST:
        tests["involvement"] = trend(pauses)
    if (steps := sum(len(path) for path in moves)) >= FEWEST:
        tests["independence"] = trend(*moves)
    # Two questions, each with its own error: does how often they meet change, does what the notes show change.
    questions = ([key for key in tests if key == "involvement"], [key for key in tests if key != "involvement"])
    holding = {
        key
        for keys in questions
        for key, holds in zip(keys, which_hold([tests[key] for key in keys]), strict=True)
        if holds
    }
    return (
        *_balance(met, shown, tests, holding, error_rates or {}),
        _involvement(met, tests, holding, len(pauses)),
        _independence(met, tests, holding, steps),
    )


def _balance(
    met: Sequence[Contact],
    shown: Mapping[str, Sequence[bool]],
    tests: Mapping[str, TrendTest],
    holding: set[str],
    error_rates: Mapping[str, ErrorRates],
) -> list[Finding]:
    if len(met) < FEWEST:
        return [Finding("balance", "too_few", too_few_words("balance", len(met)))]
    changed = [
        Finding("balance", "changed", changed_words(about, series, tests[about]), about, tests[about])
        for about, series in shown.items()
        if about in holding
    ]
    if changed:
        return changed
    # The test nearest to a change stands beside both sentences.
    nearest = min((tests[about] for about in shown), key=lambda test: test.p)
    if all(ruled_out(*halves(series), _margin(error_rates.get(about))) for about, series in shown.items()):
        return [Finding("balance", "same", same_words(met[0].date, len(met)), test=nearest)]
    return [Finding("balance", "no_change_shown", no_change_words("balance", len(met)), test=nearest)]


def _involvement(met: Sequence[Contact], tests: Mapping[str, TrendTest], holding: set[str], pauses: int) -> Finding:
    test = tests.get("involvement")
    if test is None:
        return Finding("involvement", "too_few", too_few_words("involvement", pauses))
    if "involvement" not in holding:
        return Finding("involvement", "no_change_shown", no_change_words("involvement", pauses), test=test)
    rhythm = rhythm_of(met)
    alone = tests["independence"] if "independence" in holding else None
    says = involvement_words(test, rhythm.early_days, rhythm.late_days, alone)
    return Finding("involvement", "changed", says, test=test)


def _independence(met: Sequence[Contact], tests: Mapping[str, TrendTest], holding: set[str], notes: int) -> Finding:
    test = tests.get("independence")
    if test is None:
        return Finding("independence", "too_few", too_few_words("independence", notes))
    if "independence" not in holding:
        return Finding("independence", "no_change_shown", no_change_words("independence", notes), test=test)
    steps = [{step.step for step in contact.steps} for contact in met if contact.steps]
    return Finding("independence", "changed", independence_words(test, steps), test=test)


def _margin(rates: ErrorRates | None) -> float:
    """Return what a change of ``RULED_OUT`` in what was done comes to in the labels."""
    return RULED_OUT * (rates.youden if rates else 1.0)
