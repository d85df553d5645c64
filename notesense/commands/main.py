"""The command line: one group, its commands loaded only when they are called."""

from __future__ import annotations

import importlib
import os
import socket
import sys
import traceback
from typing import Any

import click

from notesense import __version__
from notesense.errors import NotesenseError

# Command to its module and the line that --help shows; kept here so that help loads nothing.
COMMANDS: dict[str, tuple[str, str]] = {
    "review": ("notesense.commands.review", "Label notes, sum up relationships, say what to read first."),
    "explain": ("notesense.commands.explain", "Show one note, its labels and the reason for each."),
    "summarise": ("notesense.commands.summarise", "Sum up relationships from an earlier review."),
    "report": ("notesense.commands.report", "Report on relationships, all or one mentor's, with the evidence."),
    "reflect": ("notesense.commands.reflect", "Hold a mirror to your own notes: balance, examples, what changed."),
    "trial": ("notesense.commands.trial", "Judge some of your own notes, and see how far the tool agrees."),
    "codebook": ("notesense.commands.codebook", "Show what a label means, with its look-alikes."),
    "evaluate": ("notesense.commands.evaluate", "Measure the labels against a labelled file."),
    "train": ("notesense.commands.train", "Train a model on labelled notes."),
    "corpora": ("notesense.commands.corpora", "Count the example sets by register, trade, voice and label."),
    "examples": ("notesense.commands.examples", "Check example sets, and how far labellers agree."),
    "schema": ("notesense.commands.schema", "Print the JSON Schemas of what comes out."),
    "doctor": ("notesense.commands.doctor", "Say what is installed, whether it is intact, and that it stays offline."),
}


class LazyGroup(click.Group):
    """A group that imports a command's module when the command is called."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            # The reader of our output has seen enough; that is no error. (click itself would leave with 1.)
            _close_stdout()
            return 0

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module, _ = COMMANDS[name]
        command: click.Command = importlib.import_module(module).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, says) for name, (_, says) in COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            near = [name for name in COMMANDS if args and name.startswith(args[0][:3])]
            if near:
                raise click.UsageError(f"{error.message} Did you mean '{near[0]}'?", ctx) from None
            raise


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(version=__version__, message="notesense %(version)s")
def cli() -> None:
    """Read contact notes of mentors and peer supporters.

    What was done, why notesense says so, how each relationship goes, and what
    to read first. Everything stays on this machine. Labels are hints for
    people, never verdicts.

    \b
    Example:
      notesense review notes.csv
    """  # noqa: D301 - click reads the escape


def main(args: list[str] | None = None) -> None:
    """Run the command line and leave with its exit code.

    0 done, 1 could not, 2 wrong usage, 3 done but some notes could not be
    read, 130 interrupted. Nothing of a note is ever part of an error.
    """
    sys.exit(run(args))


def run(args: list[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    try:
        # spaCy's imports look for IPv6 by binding a socket; nothing here needs any.
        socket.has_ipv6 = False
        result: Any = cli.main(args=args, prog_name="notesense", standalone_mode=False)
        sys.stdout.flush()
        return result if isinstance(result, int) else 0
    except NotesenseError as error:
        _say(str(error))
        return error.exit_code
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        _say("Stopped.")
        return 130
    except BrokenPipeError:
        # Met while the last bytes were flushed.
        _close_stdout()
        return 0
    except Exception as error:
        # The message of an unforeseen error may quote a note, so only its kind and place are shown.
        frame = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{os.path.basename(frame.filename)}, line {frame.lineno}"
        _say(
            f"An unforeseen error ({type(error).__name__} in {place}). "
            "Please report this line; it holds nothing of your notes."
        )
        return 1


def _say(message: str) -> None:
    print(f"notesense: {message}", file=sys.stderr)


def _close_stdout() -> None:
    """Point standard output at nothing, so that Python's own flush at exit stays silent."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, sys.stdout.fileno())
