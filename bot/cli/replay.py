"""`salon replay`: a transcript through a salon, at the pace of its timestamps."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bot.domain.content import DEFAULT
from bot.domain.film import Film
from bot.domain.recap_text import Wording
from bot.domain.titles import folded_title
from bot.errors import BadInput, SeveralFilms, UnknownFilm
from bot.house import House, load_house, make_host
from bot.local.replay import Replayed, replay
from bot.local.replay_output import Numbers, recap_markdown, rows
from bot.local.transcripts import Broken, Transcript, read_transcripts
from bot.ports import Announcer, Clock, Database
from bot.services.films import Films
from bot.services.hosting import Watcher
from bot.settings import Settings
from bot.storage.film_index import TitleFilmIndex, with_told_titles
from bot.ui.marks import wording_of
from bot.ui.texts import Texts
from bot.wiring import Wired, wire


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("file", type=Path, help="JSON lines of transcripts, or a DiscordChatExporter JSON export")
    parser.add_argument("--json", action="store_true", help="print one JSON object a line instead of Markdown")
    parser.add_argument("--host", choices=("house", "ai"), default="house", help="who hosts (default: house)")
    parser.add_argument("--language", help="the language of the talk and the host, for instance fr (default: en)")
    parser.add_argument("--film", help="the film, where the file does not say it or is wrong")


def run(args: argparse.Namespace, settings: Settings, config: Path) -> int:
    """Replay every transcript; 1 when a line was broken, 2 when the file or the host cannot be used."""
    if args.host == "ai" and not settings.openai_model:
        print("salon replay: --host ai needs OPENAI_MODEL, and OPENAI_API_KEY or OPENAI_BASE_URL.", file=sys.stderr)
        return 2
    try:
        found = list(read_transcripts(args.file))
    except OSError as error:
        print(f"salon replay: {args.file} cannot be read ({error.strerror}).", file=sys.stderr)
        return 2
    house = load_house(config)
    if args.language is not None and args.language not in house.library.contents:
        known = ", ".join(house.library.contents)
        print(f'salon replay: the host does not speak "{args.language}"; it speaks {known}.', file=sys.stderr)
        return 2
    broken = [one for one in found if isinstance(one, Broken)]
    for one in broken:
        print(f"salon replay: line {one.number}: {one.why}. It is left out.", file=sys.stderr)
    transcripts = [one for one in found if isinstance(one, Transcript)]
    return asyncio.run(_all(args, settings, house, transcripts)) or (1 if broken or not transcripts else 0)


async def _all(args: argparse.Namespace, settings: Settings, house: House, transcripts: list[Transcript]) -> int:
    index = TitleFilmIndex(with_told_titles(house.catalogue.films, house.library))
    films, numbers = Films(index), Numbers()
    language = args.language or DEFAULT
    wording = wording_of(Texts.load(house.config / "locales")(language))

    def setting(db: Database, clock: Clock, announcer: Announcer, watch: Watcher) -> Wired:
        host = make_host(settings, house, clock, ai=args.host == "ai")
        return wire(settings, house, db=db, clock=clock, announcer=announcer, host=host, watch=watch)

    failed = 0
    with _progress(sum(len(t.lines) for t in transcripts)) as bar:
        for transcript in transcripts:
            try:
                film = await film_of(films, args.film, transcript)
            except BadInput:
                print(
                    f"salon replay: transcript {transcript.id}: no usable film title; name one with --film.",
                    file=sys.stderr,
                )
                failed = 1
                continue
            replayed = await replay(transcript, film, setting, bar, language=args.language)
            label = house.library.of(language).told(film).label
            _print(replayed, numbers, label, wording, as_json=args.json)
            numbers.next_transcript(replayed.room)
    await index.close()
    return failed


async def film_of(films: Films, wished: str | None, transcript: Transcript) -> Film:
    """The film of a transcript: from the catalogue where title and year agree, else by its title alone."""
    title = wished or transcript.film
    if title is None:
        raise BadInput("unusable_title", limit=100)
    typed = title if wished or not transcript.year else f"{title} ({transcript.year})"
    try:
        film = await films.resolve(typed)
    except SeveralFilms as several:
        return several.films[0]
    except UnknownFilm:
        return films.unlisted(typed)
    exact = folded_title(film.title) == folded_title(title) or wished
    return film if exact or film.year == transcript.year else films.unlisted(typed)


def _print(replayed: Replayed, numbers: Numbers, label: str, wording: Wording, *, as_json: bool) -> None:
    if as_json:
        for row in rows(replayed, numbers, wording):
            print(json.dumps(row, ensure_ascii=False))
    elif replayed.recap is not None:
        print(recap_markdown(replayed, replayed.recap, numbers, wording))
    else:
        print(f"# {label}\n\n{wording.nothing}\n")


@contextmanager
def _progress(total: int) -> Iterator[Callable[[], None]]:
    """A bar on a terminal; nothing elsewhere."""
    console = Console(stderr=True)
    columns = (TextColumn("replaying"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("replaying", total=total)
        yield lambda: bar.advance(task)
