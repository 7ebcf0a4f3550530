"""Whose time a time is, and finding zones by city."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.domain.content import DEFAULT
from bot.errors import BadInput, ConfigError
from bot.ports import Database
from bot.services.servers import Servers
from bot.services.zones import Zones
from bot.ui.cities import Cities
from tests.contract.listing import ANNA, BEN
from tests.fakes import GUILD, ManualClock

CONFIG = Path(__file__).parents[2] / "config"
LANGUAGES = ("en", "fr", "de", "it", "es")
CITIES = Cities(CONFIG, LANGUAGES)
NOW = datetime(2026, 7, 26, 20, 14, tzinfo=UTC)


def zones(db: Database) -> Zones:
    return Zones(db, ManualClock(), Cities(CONFIG, LANGUAGES))


async def test_what_is_typed_wins_and_is_remembered_for_the_person(db: Database) -> None:
    service, servers = zones(db), Servers(db, (DEFAULT,))
    await servers.choose_timezone(GUILD, "Europe/Rome")
    assert (await service.of(ANNA, GUILD)).key == "Europe/Rome"
    assert (await service.of(ANNA, GUILD, "Lisbonne")).key == "Europe/Lisbon"
    assert (await service.of(ANNA, GUILD, "  ")).key == "Europe/Lisbon"
    assert (await service.of(ANNA, GUILD + 1)).key == "Europe/Lisbon"
    assert (await service.of(BEN, GUILD)).key == "Europe/Rome"
    with pytest.raises(BadInput, match="unknown_timezone"):
        await service.of(ANNA, GUILD, "Atlantis")
    with pytest.raises(BadInput, match="several_timezones"):
        await service.of(ANNA, GUILD, "Birmingham")
    assert (await service.of(ANNA, GUILD)).key == "Europe/Lisbon"


async def test_a_zone_that_nobody_chose_is_told_from_one_that_somebody_chose(db: Database) -> None:
    service, servers = zones(db), Servers(db, (DEFAULT,))
    await servers.choose_language(GUILD, DEFAULT)
    assert not (await service.known(ANNA, GUILD)).chosen
    assert (await service.known(ANNA, GUILD, "utc")).chosen
    assert (await service.known(ANNA, GUILD)).chosen
    await servers.choose_timezone(GUILD, "UTC")
    assert (await service.known(BEN, GUILD)).chosen
    await servers.choose_timezone(GUILD, "Asia/Tokyo")
    assert (await service.known(BEN, GUILD)).info.key == "Asia/Tokyo"


async def test_a_zone_that_is_no_more_gives_way(db: Database) -> None:
    async with db.write() as unit:
        await unit.zones.save(ANNA, "Gone/Zone")
    found = await zones(db).known(ANNA, GUILD)
    assert (found.info.key, found.chosen) == ("UTC", False)


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Lisbonne", "Europe/Lisbon"), ("lissabon", "Europe/Lisbon"), ("munich", "Europe/Berlin"), ("MÜNCHEN", "Europe/Berlin"),
        ("bombay", "Asia/Kolkata"), ("New York", "America/New_York"), ("america/new york", "America/New_York"),
        ("europe/lisbon", "Europe/Lisbon"), ("Pékin", "Asia/Shanghai"), ("Italie", "Europe/Rome"), ("Deutschland", "Europe/Berlin"),
        ("CET", "Europe/Paris"), ("pt", "America/Los_Angeles"), ("St. John's", "America/St_Johns"), ("utc", "UTC"),
    ],
)  # fmt: skip
async def test_zones_are_found_by_what_people_call_them(typed: str, zone: str) -> None:
    assert await CITIES.find(typed) == zone


@pytest.mark.parametrize("typed", ["Birmingham", "San José", "CST", "GMT", "Cambridge"])
async def test_a_name_of_several_zones_is_asked_about(typed: str) -> None:
    with pytest.raises(BadInput) as refused:
        await CITIES.find(typed)
    assert refused.value.key == "several_timezones"
    assert str(refused.value.values["zones"]).count(",") >= 1


@pytest.mark.parametrize("typed", ["", "Atlantis", "UTC+2", "../../etc/passwd", "America/Argentina", "/", "x" * 5000])
async def test_what_is_no_zone_is_refused(typed: str) -> None:
    with pytest.raises(BadInput, match="unknown_timezone"):
        await CITIES.find(typed)


async def test_suggestions_are_in_the_persons_language_with_the_time_there() -> None:
    assert (await CITIES.suggest("lisb", "fr", NOW))[0] == ("Lisbonne · UTC+1 · 21:14", "Europe/Lisbon")
    assert (await CITIES.suggest("lisb", "en-GB", NOW))[0] == ("Lisbon · UTC+1 · 21:14", "Europe/Lisbon")
    assert (await CITIES.suggest("kathm", "en", NOW))[0] == ("Kathmandu · UTC+5:45 · 01:59", "Asia/Kathmandu")
    assert (await CITIES.suggest("bomb", "en", NOW))[0][0].startswith("Bombay (Kolkata) · UTC+5:30")
    assert (await CITIES.suggest("utc", "en", NOW))[0] == ("UTC · 20:14", "UTC")
    assert (await CITIES.suggest("st john", "en", NOW))[0][0].startswith("St. John’s · UTC-2:30")


async def test_suggestions_are_few_and_each_zone_comes_once() -> None:
    for typed in ("", "a", "san", "europe/"):
        found = [zone for _, zone in await CITIES.suggest(typed, "de", NOW)]
        assert 5 < len(found) <= 25
        assert len(set(found)) == len(found)
    assert await CITIES.suggest("zzzz", "de", NOW) == []


def test_faults_in_the_list_of_cities_are_named(tmp_path: Path) -> None:
    (tmp_path / "cities.toml").write_text('"Europe/Nowhere" = ["X"]\n"Europe/Paris" = "Lyon"\n', encoding="utf-8")
    with pytest.raises(ConfigError) as found:
        Cities(tmp_path, LANGUAGES)
    assert found.value.faults == (
        "cities.toml: there is no time zone Europe/Nowhere.",
        "cities.toml: Europe/Paris must have a list of names.",
    )
