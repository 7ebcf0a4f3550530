"""How long a weekly digest takes to make, on a server with 10,000 salons of history."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from bot.cli.address import sqlite_url
from bot.cli.bench_figures import Bench, Figure
from bot.domain.digest import Contents, Digest
from bot.domain.weekly import Week
from bot.hosts.content import load_content
from bot.house import load_house
from bot.ports import Database
from bot.services.digest_weeks import DigestWeeks
from bot.storage.database import open_database
from bot.storage.history import History, make_history
from bot.ui.digest import render
from bot.ui.digest_picture import drawn
from bot.ui.texts import Texts

SALONS, SAID, A_WEEK = 10_000, 20, 30
"""Salons of history, turns of each, and salons in the week."""
_GUILD, _PARENT, _CHANNEL = 1, 2, 3
_TARGET = 1.0  # seconds
_UNTIL = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)
_LEAST = 5  # runs


async def digest(bench: Bench) -> Sequence[Figure]:
    """Seconds from the database to the messages of a digest, without its picture and with it."""
    url = sqlite_url(bench.room("digest") / "salon.db")
    database = await open_database(url)
    try:
        vocabulary = list(load_content(bench.config).bank.vocabulary)
        house = load_house(bench.config)
        films = house.catalogue.films[:400]
        gap = timedelta(weeks=1) / A_WEEK
        await make_history(url, History(_GUILD, _PARENT, films, vocabulary, SALONS, SAID, _UNTIL, gap))
        return await _measured(database, DigestWeeks(house.library), Texts.load(bench.config / "locales"), bench.runs)
    finally:
        await database.close()


async def _measured(database: Database, weeks: DigestWeeks, texts: Texts, runs: int) -> Sequence[Figure]:
    frame = Digest(_GUILD, Week("2026-W47"), _UNTIL - timedelta(weeks=1), _UNTIL, "UTC", "en", _CHANNEL, _UNTIL)
    plain: list[float] = []
    pictured: list[float] = []
    said = texts("en")
    for _ in range(max(_LEAST, runs)):
        began = time.perf_counter()
        async with database.read() as unit:
            contents: Contents = await weeks.read(unit, frame, lambda _parent: True)
        pages = render(frame, contents, said)
        plain.append(time.perf_counter() - began)
        picture = await drawn(contents.sky, said)
        pages = render(frame, contents, said, picture=picture)
        pictured.append(time.perf_counter() - began)
    note = f"{SALONS:,} salons, {SALONS * SAID:,} turns; {len(contents.salons) + contents.more} in the week, {len(pages)} messages"
    return [
        Figure("a week's digest", tuple(plain), "s", _TARGET, note=note),
        Figure("the same with its picture", tuple(pictured), "s", note="drawn off the event loop"),
    ]
