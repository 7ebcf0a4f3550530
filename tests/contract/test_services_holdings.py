"""What is held of a person, as they are told: in numbers, and as one file."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from typing import Any

import pytest

from bot.domain.holding import Held
from bot.errors import Conflict
from bot.places import config_dir
from bot.ports import Database
from bot.services import holdings
from bot.services.holdings import Export, Holdings
from bot.ui.holdings import LINES, overview_page
from bot.ui.limits import V2_TEXT
from bot.ui.texts import Texts
from tests.contract.listing import ANNA, BEN
from tests.contract.test_store_holdings import everything_of, held
from tests.fakes import GUILD, ManualClock, new_turn, open_salon


def read(export: Export) -> Mapping[str, Any]:
    with export.file:
        if not export.packed:
            found: Mapping[str, Any] = json.load(export.file)
            return found
        with zipfile.ZipFile(export.file) as archive:
            (name,) = archive.namelist()
            return {"name": name, **json.loads(archive.read(name))}


async def test_the_file_holds_all_that_is_held_and_says_what_it_is(db: Database) -> None:
    await everything_of(db, BEN, "Ben", 4000, guild=77)
    await everything_of(db, ANNA, "Anna", 3000)
    export = await Holdings(db, ManualClock()).export(ANNA)
    assert export.name == "salon-memory.json"
    found = dict(read(export))
    head = {name: found.pop(name) for name in ("format", "version", "made_at", "person")}
    assert head == {
        "format": "salon-memory", "version": 1, "made_at": "2026-11-20T20:00:00+00:00", "person": str(ANNA),
    }  # fmt: skip
    assert found == await held(db, ANNA)
    empty = read(await Holdings(db, ManualClock()).export(99))
    assert all(empty[kind.value] == [] for kind in Held)


async def test_a_long_file_is_written_in_parts_and_packed(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    salon = await open_salon(db)
    async with db.write() as unit:
        for number in range(23):
            await unit.turns.add(
                new_turn(salon.id, '«Ça» \ud83d\ude00 " \\ ' * 20, message_id=100 + number, minutes=number)
            )
    monkeypatch.setattr(holdings, "_BATCH", 5)
    monkeypatch.setattr(holdings, "MOST_BYTES", 4_000)
    clock = ManualClock()
    service = Holdings(db, clock)
    export = await service.export(ANNA)
    assert export.name == "salon-memory.zip"
    found = read(export)
    assert found["name"] == "salon-memory.json"
    assert [one["message"] for one in found["messages"]] == [str(100 + number) for number in range(23)]
    monkeypatch.setattr(holdings, "MOST_BYTES", 100)
    clock.advance(holdings.AGAIN)
    with pytest.raises(Conflict, match="export_too_large"):
        await service.export(ANNA)


async def test_nobody_is_given_it_twice_in_a_minute(db: Database) -> None:
    clock = ManualClock()
    service = Holdings(db, clock)
    read(await service.export(ANNA))
    clock.advance(seconds=20)
    with pytest.raises(Conflict, match="export_again") as refused:
        await service.export(ANNA)
    assert refused.value.values == {"seconds": 40}
    read(await service.export(BEN))
    clock.advance(seconds=40)
    read(await service.export(ANNA))


async def test_the_overview_counts_and_fits_in_every_language(db: Database) -> None:
    await everything_of(db, ANNA, "Anna", 3000)
    service = Holdings(db, ManualClock())
    found = await service.overview(ANNA, GUILD, lambda _: True, 5)
    assert not found.nothing
    assert [count for _, count in found.salons] == [1]
    assert found.count(Held.RATINGS) == (2, 2)
    assert (await service.overview(ANNA, 77, lambda _: True, 5)).count(Held.MESSAGES) == (0, 1)
    assert (await service.overview(ANNA, GUILD, lambda _: False, 5)).salons == []
    assert {kind for kinds in LINES.values() for kind in kinds} == set(Held) - {Held.OPTOUT}
    texts = Texts.load(config_dir() / "locales")
    for language in texts.names:
        page = overview_page(found, texts(language))
        said = [one.content for one in page.walk_children() if hasattr(one, "content")]
        assert sum(map(len, said)) <= V2_TEXT
        assert len(said[1].splitlines()) == len(LINES)
    assert (await service.overview(99, GUILD, lambda _: True, 5)).nothing
