"""`salon films import FILE`: IMDb's list of titles, or any CSV with titles and years, for looking films up."""

from __future__ import annotations

import argparse
import errno
import gzip
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from bot.errors import ConfigError
from bot.films import lists
from bot.films.lists import Reading
from bot.places import imported_films
from bot.settings import Settings
from bot.storage.film_import import STOPS, FilmImport

Row = TypeVar("Row")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    action = actions.add_parser("import", help="take a list of films into the lookup")
    action.add_argument("file", type=Path, help="title.basics.tsv.gz, or a CSV with title and year")
    action.add_argument("--akas", type=Path, metavar="FILE", help="title.akas.tsv.gz: titles in other countries")
    action.add_argument("--ratings", type=Path, metavar="FILE", help="title.ratings.tsv.gz: how well known films are")
    parser.epilog = "Running it again with the same files goes on where it was stopped, or changes nothing."


def run(args: argparse.Namespace, settings: Settings, config: Path) -> int:
    """Import; 0 when all is in place, 1 when rows were left out as broken or a file ends too early."""
    files = [file for file in (args.file, args.ratings, args.akas) if file is not None]
    for file in files:
        if not file.is_file():
            raise ConfigError([f"There is no file {file}. Check the path."])
    taking = FilmImport(imported_films(), "\n".join(map(_mark, files)))
    if not taking.took_over:
        print("What was imported before cannot be read and is left behind.", file=sys.stderr)
    try:
        readings = _take(args, taking)
        with _bar("indexing", 0) as show:
            count = taking.build(lambda: show(0))
    except STOPS as error:
        taking.give_back()
        raise ConfigError([_stopped(error)]) from None
    finally:
        taking.close()
    for reading in readings:
        print(_report(reading))
    print(f"{count:,} films can be looked up now. A bot that is running finds them without a restart.")
    return 1 if any(reading.left_out["broken"] for reading in readings) else 0


def _take(args: argparse.Namespace, taking: FilmImport) -> list[Reading]:
    """Every file, in the order in which one stands on the other."""
    skip = max(taking.done("films"), 0)
    if skip:
        print(f"Going on after row {skip:,} of {args.file.name}.", file=sys.stderr)

    def films(reading: Reading, show: Callable[[int], None]) -> None:
        reading.left_out.update(taking.left_out("films"))
        rows = _watched(lists.films(reading, skip), reading, show)
        taking.films(rows, lambda: (reading.rows, reading.left_out))

    def votes(reading: Reading, show: Callable[[int], None]) -> None:
        taking.votes(_watched(lists.votes(reading), reading, show))

    def titles(reading: Reading, show: Callable[[int], None]) -> None:
        taking.titles(_watched(lists.titles(reading), reading, show))

    steps = (("films", args.file, films), ("votes", args.ratings, votes), ("titles", args.akas, titles))
    return [_step(taking, step, file, work) for step, file, work in steps if file is not None]


def _step(taking: FilmImport, step: str, file: Path, work: Callable[[Reading, Callable[[int], None]], None]) -> Reading:
    reading = Reading(file)
    if taking.done(step) < 0:
        reading.taken_before = True
        reading.left_out.update(taking.left_out(step))
        return reading
    with _bar(file.name, reading.size) as show:
        try:
            work(reading, show)
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise ConfigError(
                [
                    f"{file.name} ends too early or is damaged (after row {reading.rows:,}: {type(error).__name__}). "
                    "Fetch it again and repeat the command."
                ]
            ) from None
    return reading


def _mark(file: Path) -> str:
    """What tells a file from another, or from a newer one of that name."""
    state = file.stat()
    return f"{file.resolve()} {state.st_size} {state.st_mtime_ns}"


def _report(reading: Reading) -> str:
    """One file in a sentence."""
    left = ", ".join(f"{count:,} {why}" for why, count in sorted(reading.left_out.items()))
    said = "taken before" if reading.taken_before else f"{reading.rows:,} rows read"
    return f"{reading.path.name}: {said}" + (f"; left out: {left}." if left else ".")


def _stopped(error: Exception) -> str:
    """Why an import stopped, and what to do."""
    full = getattr(error, "errno", None) == errno.ENOSPC or "full" in str(error)
    if full:
        return (
            f"The disk of {imported_films().parent} is full: an import needs about 600 MB for a million films. "
            "Make room, or choose another folder with SALON_DATA_DIR, and repeat the command. What was imported before is as it was."
        )
    return f"The import stopped ({error}). What was imported before is as it was; repeat the command to go on."


@contextmanager
def _bar(what: str, size: int) -> Iterator[Callable[[int], None]]:
    """A bar on a terminal, nothing elsewhere; it is told how far the work is. A size of 0 has no end in sight."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(what, total=size or None)
        yield lambda done: bar.update(task, completed=done)


def _watched(rows: Iterable[Row], reading: Reading, show: Callable[[int], None]) -> Iterator[Row]:
    """The same rows, with the bar following."""
    for number, row in enumerate(rows):
        if number & 0x3FFF == 0:
            show(reading.bytes_read)
        yield row
