"""Storing turns for `salon bench`: each in a transaction of its own, with the job that a turn brings along."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from bot.cli.address import sqlite_url
from bot.cli.bench_figures import Bench, Figure
from bot.domain.film import Film, FilmId
from bot.ports import Database, NewSalon, NewTurn
from bot.storage.database import open_database

TURNS = 5_000
_TEXT = "As a ghostwriter I would say the letters are gifts, and she gives away what was never hers to give. "
_EVENING = datetime(2026, 1, 1, 20, 0, tzinfo=UTC)


async def store(bench: Bench) -> Sequence[Figure]:
    """Store 5,000 turns in an SQLite file, as hearing does, so many times."""
    rates = []
    for _ in range(bench.runs):
        database = await open_database(sqlite_url(bench.room("store") / "salon.db"))
        try:
            rates.append(TURNS / await _seconds(database))
        finally:
            await database.close()
    note = f"{TURNS:,} turns, SQLite file, a transaction each"
    return [Figure("storing turns", tuple(rates), "/s", 1_000, at_least=True, note=note)]


async def _seconds(database: Database) -> float:
    """How long storing the turns takes."""
    film = Film(FilmId("her-2013"), "Her", 2013)
    async with database.write() as work:
        opened = await work.salons.add(NewSalon(1, 2, film, 3, _EVENING))
        await work.salons.place(opened.id, 4)
    began = time.perf_counter()
    for number in range(TURNS):
        at = _EVENING + timedelta(seconds=number)
        async with database.write() as work:
            await work.turns.add(NewTurn(opened.id, 10 + number % 3, "Wren", at, _TEXT, message_id=1_000 + number))
            await work.jobs.put("consider", str(opened.id), at)
    return time.perf_counter() - began
