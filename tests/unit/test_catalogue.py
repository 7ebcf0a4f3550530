"""The house catalogue: loading it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain.film import Film, FilmId
from bot.errors import ConfigError
from bot.films.catalogue import Catalogue, load_catalogue
from bot.films.catalogue_rows import incomplete
from tests.evening import house


def film(title: str, year: int) -> Film:
    return Film(FilmId(f"{title.lower()}-{year}"), title, year, directors=("Somebody",))


SHELF = Catalogue([film("Alien", 1979), film("The Abyss", 1989)])


def test_a_film_by_its_id_and_all_of_them_by_title() -> None:
    assert [f.title for f in SHELF.films] == ["The Abyss", "Alien"]
    assert SHELF.get(FilmId("alien-1979")) is SHELF.films[1]
    assert SHELF.get(FilmId("nothing")) is None


def row(**changes: object) -> str:
    return json.dumps({"id": "her-2013", "title": "Her", "year": 2013, "directors": ["Spike Jonze"], **changes})


def faults_of(tmp_path: Path, *rows: str) -> list[str]:
    path = tmp_path / "films.jsonl"
    path.write_text("\n".join(rows), encoding="utf-8")
    with pytest.raises(ConfigError) as refused:
        load_catalogue(path, frozenset({"gift"}))
    return list(refused.value.faults)


def test_every_fault_is_named_at_once(tmp_path: Path) -> None:
    faults = faults_of(
        tmp_path, row(), "{broken", row(id="b-2014", title="B", year="2014"), row(id="c-2013", title=" "),
        row(id="d-2013", title="D", themes=["no-such"]),
    )  # fmt: skip
    assert [fault.split(":")[0] for fault in faults] == [f"films.jsonl line {number}" for number in (2, 3, 4, 5)]
    assert "unknown theme no-such" in faults[-1]


@pytest.mark.parametrize(
    ("again", "mark"),
    [
        (row(title="Other", imdb_id=None), "id"),
        (row(id="hers-2013", title="HER"), "title and year"),
        (row(id="x-2013", title="X", imdb_id="tt1798709"), "imdb_id"),
    ],
)
def test_a_film_that_stands_there_twice(tmp_path: Path, again: str, mark: str) -> None:
    assert f"films.jsonl line 2: the same {mark} as line 1" in faults_of(tmp_path, row(imdb_id="tt1798709"), again)


@pytest.mark.parametrize(
    "broken",
    [
        "[]", "3", "null", row(title=None), row(title="two\nlines"), row(cast=7), row(cast=["A", "A"]), row(directors=[]),
        row(directors="Spike Jonze"), row(year=1700), row(year=True), row(runtime="126"), row(runtime=0), row(id="Her 2013"),
        row(id="her-2014"), row(countries=["USA"]), row(languages=["English"]), row(imdb_id="1798709"), row(wikidata_id="x"),
        row(director="typo"), row(themes=["Gift and debt"]), row(blurb=5),
    ],
)  # fmt: skip
def test_a_row_of_a_wrong_shape_is_one_fault(tmp_path: Path, broken: str) -> None:
    assert len(faults_of(tmp_path, row(id="a-2013", title="A"), broken)) == 1


def test_a_missing_catalogue_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(ConfigError):
        load_catalogue(tmp_path / "films.jsonl")


@pytest.mark.parametrize(
    "changes",
    [
        {"cast": ("A", "B")}, {"themes": ("gift",)}, {"runtime": None}, {"countries": ()}, {"languages": ()},
        {"blurb": "Short."}, {"blurb": "What a film this is, and how it ends is a surprise!"}, {"other_titles": ("Ella", "ELLA")},
    ],
)  # fmt: skip
def test_what_a_film_of_the_house_may_not_lack(changes: dict[str, object]) -> None:
    whole = house().catalogue.get(FilmId("her-2013"))
    assert whole is not None
    assert incomplete(whole) == []
    assert len(incomplete(replace(whole, **changes))) == 1  # type: ignore[arg-type]


# --- the house's own rows ---

CONTINENTS = {
    "Africa": "DZ AO BF TD EG KE LS ML MR MA NG SN ZA SD TN UG ZM",
    "Asia": "AF BD BT KH CN HK IN ID IR IQ IL JP JO KZ KR LB MY MN NP PK PS PH SA SG LK TW TH VN YE",
    "Europe": "AT BE BG CH CZ DE DK ES FI FR GB GR HU IE IS IT NL NO PL PT RO RU SE UA",
    "North America": "CA CU GT HT JM MX US",
    "South America": "AR BR CL CO PE PY UY VE",
    "Oceania": "AU NZ",
}


def test_the_house_knows_films_of_every_continent_decade_and_many_languages() -> None:
    films = house().catalogue.films
    assert len(films) >= 600
    assert sum(one.languages[:1] != ("en",) for one in films) >= 0.4 * len(films)
    decades = {(one.year or 0) // 10 * 10 for one in films}
    assert decades >= set(range(1910, 2030, 10))
    assert sum("zxx" in one.languages for one in films) >= 15
    for continent, countries in CONTINENTS.items():
        assert sum(bool(set(one.countries) & set(countries.split())) for one in films) >= 15, continent


def test_at_least_every_seventh_film_is_by_a_woman() -> None:
    listed = (Path(__file__).parent / "data" / "directed_by_women.txt").read_text(encoding="utf-8").splitlines()
    ids = {one.id for one in house().catalogue.films}
    by_women = [line for line in listed if not line.startswith("#")]
    assert set(by_women) <= ids
    assert len(by_women) >= 0.15 * len(ids)


def test_no_film_of_the_house_is_incomplete() -> None:
    assert [(one.id, lacks) for one in house().catalogue.films if (lacks := incomplete(one))] == []
