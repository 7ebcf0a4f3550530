"""Finding films for `salon bench`: the catalogue, a million titles, what people type, and sources that are down."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path

from bot.cli.bench_figures import Bench, Figure, NotMeasured, environment, percentile
from bot.cli.bench_titles import questions, timed, write_list
from bot.clock import SystemClock
from bot.domain.film import Film
from bot.errors import UnknownFilm
from bot.films.catalogue import load_catalogue
from bot.films.sources import close_sources, open_sources
from bot.local.memory import MemoryDatabase
from bot.services.film_lookup import FilmLookup
from bot.services.films import Films
from bot.settings import Secrets, load
from bot.storage.film_index import TitleFilmIndex

MILLION = 1_000_000
QUERIES = Path(__file__).resolve().parents[2] / "tests" / "bench" / "data" / "title_queries.tsv"
"""What somebody typed and the film meant; it lies in a checkout only."""
_DOWN = 10
_KEYS = Secrets(tmdb_token="not-a-token", omdb_api_key="not-a-key")  # noqa: S106  # nobody listens to them


async def films(bench: Bench) -> Sequence[Figure]:
    """Searching the catalogue, finding what was meant, importing and searching a million, looking up with no network."""
    known = load_catalogue(bench.config / "films.jsonl").films
    return [
        *await _catalogue(bench, known),
        *await _meant(known),
        *await _down(bench, known),
        *await _million(bench, known),
    ]


async def _catalogue(bench: Bench, known: Sequence[Film]) -> Sequence[Figure]:
    runs = []
    for _ in range(bench.runs):
        index = TitleFilmIndex(known)
        await index.search("her", 1)
        runs.append(percentile(await timed(index, questions([film.title for film in known])), 0.99))
        await index.close()
    return [Figure("autocomplete, catalogue, p99", tuple(runs), "ms", 5, note=f"{len(known)} films")]


async def _meant(known: Sequence[Film]) -> Sequence[Figure]:
    """How often the film meant is first, and among the first five."""
    if not QUERIES.is_file():
        return []
    lines = QUERIES.read_text(encoding="utf-8").splitlines()
    asked = [line.split("\t") for line in lines if line.strip() and not line.startswith("#")]
    index = TitleFilmIndex(known)
    first = five = 0
    for typed, meant, _kind in asked:
        ids = [match.film.id for match in await index.search(typed, 5)]
        first += ids[:1] == [meant]
        five += meant in ids
    await index.close()
    note = f"{len(asked)} misspelt, partial or translated titles"
    shares = (("first", first, 90), ("in the first five", five, 98))
    return [
        Figure(f"film meant is {where}", (100 * count / len(asked),), "%", bound, at_least=True, note=note)
        for where, count, bound in shares
    ]


async def _down(bench: Bench, known: Sequence[Film]) -> Sequence[Figure]:
    """The longest answer when every source hangs: an unknown title, and the card of a film of the house."""
    took: list[float] = []
    async with _hanging() as address:
        settings = replace(load({}, bench.config, _no_overlay(bench)), secrets=_KEYS, film_endpoint=address)
        for number in range(_DOWN):
            sources = open_sources(settings, MemoryDatabase(), SystemClock())
            lookup = FilmLookup(sources, precedence=settings.films.precedence, patience=settings.films.patience_seconds)
            index = TitleFilmIndex(known)
            service = Films(index, lookup)
            began = time.perf_counter()
            with suppress(UnknownFilm):
                await service.resolve(f"Nobody Made This {number}")
            took.append(time.perf_counter() - began)
            began = time.perf_counter()
            card = await service.card(known[number])
            took.append(time.perf_counter() - began)
            if len(card.silent) != len(sources):
                raise NotMeasured("the sources that hang were not told as silent")
            await lookup.close()
            await close_sources(sources)
            await index.close()
    return [Figure("lookup, every source down, longest", (max(took),), "s", 1.5, note=f"{len(took)} lookups")]


@asynccontextmanager
async def _hanging() -> AsyncIterator[str]:
    """The address of a server that takes requests and never answers."""
    gone = asyncio.Event()

    async def wait(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await gone.wait()
        writer.close()

    server = await asyncio.start_server(wait, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        gone.set()
        server.close()
        await server.wait_closed()


async def _million(bench: Bench, known: Sequence[Film]) -> Sequence[Figure]:
    folder = bench.room("films")
    basics, ratings = await asyncio.to_thread(write_list, folder, known, MILLION)
    began = time.perf_counter()
    await _run(bench, folder, "-m", "bot", "films", "import", str(basics), "--ratings", str(ratings))
    seconds = time.perf_counter() - began
    said = await _run(
        bench, folder, "-m", "bot.cli.bench_titles", str(folder / "films.db"), str(bench.config / "films.jsonl")
    )
    figures = json.loads(said)
    note = f"{MILLION:,} titles, {figures['asked']:,} searches"
    return [
        Figure(
            "importing a list", (MILLION / seconds,), "rows/s", 20_000, at_least=True, note="with ratings and indexing"
        ),
        Figure("autocomplete, a million titles, p50", (figures["p50"],), "ms", 10, note=note),
        Figure("autocomplete, a million titles, p99", (figures["p99"],), "ms", 40, note=note),
        Figure("memory for a million titles", (figures["grown"],), "MB", 60, note="resident, beyond the catalogue's"),
    ]


async def _run(bench: Bench, folder: Path, *words: str) -> str:
    """Run our own Python with these words and return what it printed. Raises NotMeasured when it fails."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, *words, cwd=folder, env={**environment(bench.config), "SALON_DATA_DIR": str(folder)},
        stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, err = await process.communicate()
    if process.returncode != 0:
        raise NotMeasured(
            f"{words[1]} {words[2]} ended with {process.returncode}: {err.decode(errors='replace')[-200:]}"
        )
    return out.decode()


def _no_overlay(bench: Bench) -> Path:
    """A settings file that changes nothing, so that nobody's own settings count."""
    path = bench.room("settings") / "none.toml"
    path.touch()
    return path
