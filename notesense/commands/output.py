"""Results go to standard output; everything else goes to standard error."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, BinaryIO, TypeVar

import click

if TYPE_CHECKING:
    from rich.console import Console

Item = TypeVar("Item")


def say(message: str, *, quiet: bool = False) -> None:
    """Say something on standard error."""
    if not quiet:
        click.echo(message, err=True)


def standard_input() -> BinaryIO:
    """Return standard input as bytes."""
    return sys.stdin.buffer


def write_bytes(chunks: Iterable[bytes]) -> None:
    """Write result bytes to standard output as they come."""
    stream = sys.stdout.buffer
    for chunk in chunks:
        stream.write(chunk)
    stream.flush()


def result_console() -> Console:
    """Return a console on standard output that leaves a closed pipe to `main` (rich itself would exit with 1)."""
    from rich.console import Console

    _never_fail_on_letters(sys.stdout)

    class ResultConsole(Console):
        def on_broken_pipe(self) -> None:
            raise BrokenPipeError

    return ResultConsole()


def _never_fail_on_letters(stream: Any) -> None:
    """Let a stream whose encoding can't take every letter (cp1252, ASCII) put "?" in its place."""
    encoding = (getattr(stream, "encoding", None) or "utf-8").lower().replace("_", "-")
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure and not encoding.startswith("utf") and getattr(stream, "errors", None) in (None, "strict"):
        reconfigure(errors="replace")


def progress(items: Iterable[Item], *, label: str, quiet: bool = False) -> Iterator[Item]:
    """Pass items through, with a count on a terminal; silent in pipes.

    The bar comes up only after a second, so that short work stays calm.
    """
    if quiet or not sys.stderr.isatty():
        yield from items
        return
    from rich.console import Console
    from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns: list[Any] = [SpinnerColumn(), TextColumn(label), MofNCompleteColumn(), TimeElapsedColumn()]
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=None)
        for done, item in enumerate(items, start=1):
            yield item
            if done % 50 == 0:
                bar.update(task, completed=done)


def sources_or_stdin(sources: tuple[str, ...]) -> list[Any]:
    """Turn the arguments into what the readers take; "-" is standard input."""
    return [standard_input() if source == "-" else source for source in sources]
