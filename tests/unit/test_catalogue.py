"""The house catalogue: loading it and finding films in it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.domain.film import Film, FilmId
from bot.errors import ConfigError
from bot.films.catalogue import Catalogue, load_catalogue
from tests.evening import house


def film(title: str, year: int, *, other: tuple[str, ...] = (), director: str = "Somebody") -> Film:
    return Film(FilmId(f"{title.lower()}-{year}"), title, year, other_titles=other, directors=(director,))


SHELF = Catalogue(
    [
        film("Alien", 1979, director="Ridley Scott"),
        film("Aliens", 1986, director="James Cameron"),
        film("Suspiria", 1977, director="Dario Argento"),
        film("Suspiria", 2018, director="Luca Guadagnino"),
        film("Amélie", 2001, other=("Le Fabuleux Destin d'Amélie Poulain",)),
        film("The Godfather", 1972),
        film("Spirited Away", 2001, other=("千と千尋の神隠し",)),
    ]
)


async def first(typed: str) -> str:
    return (await SHELF.search(typed, 5))[0].id


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("alien", "alien-1979"),
        ("ALIENS", "aliens-1986"),
        ("suspiria 2018", "suspiria-2018"),
        ("Suspiria (1977)", "suspiria-1977"),
        ("amelie", "amélie-2001"),
        ("fabuleux destin", "amélie-2001"),
        ("godfather", "the godfather-1972"),
        ("the godfahter", "the godfather-1972"),
        ("guadagnino", "suspiria-2018"),
        ("千と千尋", "spirited away-2001"),
        ("spir", "spirited away-2001"),
    ],
)
async def test_the_best_match_comes_first(typed: str, found: str) -> None:
    assert await first(typed) == found


async def test_nothing_typed_lists_films_and_nonsense_finds_none() -> None:
    assert [f.title for f in await SHELF.search("", 3)] == ["Alien", "Aliens", "Amélie"]
    assert await SHELF.search("zzqxvk", 5) == []
    assert len(await SHELF.search("a", 2)) == 2


async def test_a_film_by_its_id() -> None:
    assert (await SHELF.get(FilmId("alien-1979"))) is SHELF.films[0]
    assert await SHELF.get(FilmId("nothing")) is None


async def test_every_film_of_the_house_is_found_by_its_own_title_and_year() -> None:
    catalogue = house().catalogue
    for one in catalogue.films:
        assert (await catalogue.search(one.label, 1))[0].id == one.id


def row(**changes: object) -> str:
    return json.dumps({"id": "her-2013", "title": "Her", "year": 2013, "directors": ["Spike Jonze"], **changes})


def test_every_fault_is_named_at_once(tmp_path: Path) -> None:
    path = tmp_path / "films.jsonl"
    rows = [row(), row(), "{broken", row(id="b", year="2013"), row(id="c", title=" "), row(id="d", themes=["no-such"])]
    path.write_text("\n".join(rows))
    with pytest.raises(ConfigError) as refused:
        load_catalogue(path, frozenset({"gift"}))
    faults = "\n".join(refused.value.faults)
    assert len(refused.value.faults) == 5
    assert all(f"line {number}" in faults for number in (2, 3, 4, 5, 6))
    assert "no-such" in faults


def test_rows_of_a_wrong_shape_are_faults(tmp_path: Path) -> None:
    path = tmp_path / "films.jsonl"
    path.write_text("\n".join(["[]", "3", "null", row(title=None), row(cast=7), row(directors=[])]))
    with pytest.raises(ConfigError) as refused:
        load_catalogue(path)
    assert len(refused.value.faults) == 6


def test_a_missing_catalogue_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(ConfigError):
        load_catalogue(tmp_path / "films.jsonl")
