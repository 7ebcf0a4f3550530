"""Finding films by what people type: the house's films in memory, and an imported list in a file."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.film import Film, FilmId
from bot.domain.title_forms import search_forms
from bot.records import TitleRow
from bot.storage.film_import import FilmImport
from bot.storage.film_index import TitleFilmIndex
from bot.storage.title_tables import VERSION
from tests.evening import house


def film(film_id: str, title: str, year: int, *other: str, by: str = "Somebody", imdb: str | None = None) -> Film:
    return Film(FilmId(film_id), title, year, other_titles=other, directors=(by,), imdb_id=imdb)


HOUSE = (
    film("alien", "Alien", 1979, by="Ridley Scott"),
    film("aliens", "Aliens", 1986, by="James Cameron"),
    film("suspiria-77", "Suspiria", 1977, by="Dario Argento"),
    film("suspiria-18", "Suspiria", 2018, by="Luca Guadagnino"),
    film("amelie", "Amélie", 2001, "Le Fabuleux Destin d'Amélie Poulain"),
    film("godfather", "The Godfather", 1972, by="Francis Ford Coppola"),
    film("spirited", "Spirited Away", 2001, "千と千尋の神隠し"),
    film("samurai", "Seven Samurai", 1954, "七人の侍", "Shichinin no samurai", by="Akira Kurosawa"),
    film("seven", "Se7en", 1995, by="David Fincher"),
    film("tiger", "Crouching Tiger, Hidden Dragon", 2000, by="Ang Lee"),
    film("haine", "La Haine", 1995, "Hate", by="Mathieu Kassovitz"),
    film("her", "Her", 2013, by="Spike Jonze", imdb="tt1798709"),
    film("solaris", "Solaris", 1972, "Солярис", by="Andrei Tarkovsky"),
    film("half", "8½", 1963, "Eight and a Half", by="Federico Fellini"),
    film("rocky", "Rocky II", 1979),
    film("thelma", "Thelma & Louise", 1991),
)
LIST = (
    TitleRow("imdb:tt1798709", 1798709, "Her", None, 2013, 126, ("drama",), (), (), 700_000),
    TitleRow("imdb:tt0133093", 133093, "The Matrix", None, 1999, 136, ("action",), (), ("マトリックス",), 2_000_000),
    TitleRow("imdb:tt0242653", 242653, "The Matrix Revolutions", None, 2003, 129, (), (), (), 500_000),
    TitleRow("imdb:tt7777777", 7777777, "Her", "Ella", 1955, None, (), (), (), 3),
    TitleRow("imdb:tt0000977", 977, "Suspiria", None, 1977, None, (), (), (), 90_000),
    TitleRow("list:quiet-2001-aa", None, "Quiet Harbour", None, 2001, None, (), ("Ann Own",), (), None),
)


def taken(path: Path, rows: Sequence[TitleRow], wish: str = "list") -> int:
    """Import rows and return how many films the index then holds."""
    taking = FilmImport(path, wish)
    taking.films(iter(rows), lambda: (len(rows), {}))
    count = taking.build(lambda: None)
    taking.close()
    return count


@pytest.fixture
async def index(tmp_path: Path) -> AsyncIterator[TitleFilmIndex]:
    """The house's films beside an imported list."""
    taken(tmp_path / "films.db", LIST)
    both = TitleFilmIndex(HOUSE, tmp_path / "films.db")
    yield both
    await both.close()


async def first(index: TitleFilmIndex, typed: str) -> str:
    found = await index.search(typed, 5)
    return found[0].film.id if found else ""


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("alien", "alien"),
        ("ALIENS", "aliens"),
        ("suspiria 2018", "suspiria-18"),
        ("Suspiria (1977)", "suspiria-77"),
        ("suspiria guadagnino", "suspiria-18"),
        ("guadagnino", "suspiria-18"),
        ("amelie", "amelie"),
        ("fabuleux destin", "amelie"),
        ("godfather", "godfather"),
        ("Godfather, The", "godfather"),
        ("the godfahter", "godfather"),
        ("千と千尋", "spirited"),
        ("七人の侍", "samurai"),
        ("seven samurai", "samurai"),
        ("7 samurai", "samurai"),
        ("kurosawa seven", "samurai"),
        ("seven", "seven"),
        ("se7en", "seven"),
        ("crouching tigre", "tiger"),
        ("la haine 95", "haine"),
        ("hate '95", "haine"),
        ("her jonze", "her"),
        ("солярис", "solaris"),
        ("solyaris", "solaris"),
        ("8 1/2", "half"),
        ("8½", "half"),
        ("rocky 2", "rocky"),
        ("thelma and louise", "thelma"),
        ("matrix", "imdb:tt0133093"),
        ("the matrx", "imdb:tt0133093"),
        ("マトリックス", "imdb:tt0133093"),
        ("matrix rev", "imdb:tt0242653"),
        ("quiet harbor", "list:quiet-2001-aa"),
        ("harbour ann own", "list:quiet-2001-aa"),
    ],
)
async def test_the_film_meant_comes_first(index: TitleFilmIndex, typed: str, meant: str) -> None:
    assert await first(index, typed) == meant


async def test_a_whole_title_is_told_from_a_part_of_one_and_from_another_year(index: TitleFilmIndex) -> None:
    assert (await index.search("Suspiria", 2))[0].exact
    assert not (await index.search("Suspir", 2))[0].exact
    assert not (await index.search("her 1950", 1))[0].exact
    assert (await index.search("her 2013", 1))[0].exact


async def test_a_film_in_both_is_the_houses_own(index: TitleFilmIndex) -> None:
    assert [match.film.id for match in await index.search("her", 5)][:2] == ["her", "imdb:tt7777777"]
    # Where the house has no IMDb id, title and year decide.
    assert "imdb:tt0000977" not in [match.film.id for match in await index.search("suspiria", 5)]
    assert (await index.get(FilmId("imdb:tt1798709"))) is HOUSE[11]
    assert (await index.get(FilmId("imdb:tt0133093"))).title == "The Matrix"  # type: ignore[union-attr]
    assert await index.get(FilmId("nothing")) is None
    assert await index.same(film("x", "X", 2013, imdb="tt1798709")) is HOUSE[11]


async def test_a_film_found_on_the_way_is_remembered_and_renewed(index: TitleFilmIndex) -> None:
    await index.remember([film("wikidata:Q1", "Night Train", 1959)])
    await index.remember([film("wikidata:Q1", "Night Train", 1959, "Pociąg", by="Jerzy Kawalerowicz")])
    assert await first(index, "pociag") == "wikidata:Q1"
    assert len(await index.search("night train", 5)) == 1
    await index.remember([film("her", "Something Else", 2013)])
    assert (await index.get(FilmId("her"))).title == "Her"  # type: ignore[union-attr]


async def test_a_list_imported_meanwhile_is_found_without_a_restart(index: TitleFilmIndex, tmp_path: Path) -> None:
    new = TitleRow("imdb:tt0012349", 12349, "The Kid", None, 1921, 68, (), (), (), 10)
    assert await first(index, "the kid") != new.id
    assert taken(tmp_path / "films.db", [new], "another") == len(LIST) + 1
    assert await first(index, "the kid") == new.id
    assert await first(index, "matrix") == "imdb:tt0133093"


@pytest.mark.parametrize("spoilt", [b"", b"no database at all", b"SQLite format 3\0" + b"\0" * 200])
async def test_a_spoilt_file_leaves_the_house(tmp_path: Path, spoilt: bytes) -> None:
    (tmp_path / "films.db").write_bytes(spoilt)
    index = TitleFilmIndex(HOUSE, tmp_path / "films.db")
    assert await first(index, "her") == "her"
    await index.close()


async def test_a_file_with_damaged_pages_leaves_the_house_and_is_told_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    taken(
        tmp_path / "films.db",
        [row._replace(id=f"list:{n}", imdb=None, title=f"Film {n}") for n in range(900) for row in LIST[:1]],
    )
    whole = bytearray((tmp_path / "films.db").read_bytes())
    for start in range(4096, len(whole), 3 * 4096):
        whole[start : start + 4096] = b"\xff" * 4096
    (tmp_path / "films.db").write_bytes(whole)
    index = TitleFilmIndex(HOUSE, tmp_path / "films.db")
    for typed in ("her", "film 12", "amelie", "fil", "matrix"):
        assert isinstance(await index.search(typed, 5), Sequence)
    assert await first(index, "her") == "her"
    assert len([record for record in caplog.records if "imported_films_unusable" in record.message]) == 1
    await index.close()


@pytest.mark.parametrize("typed", ["2001", "1917", "U-571", "T-34", "tt", "ttx"])
async def test_a_number_is_no_imdb_id(tmp_path: Path, typed: str) -> None:
    numbers = (1, 17, 34, 571)
    taken(tmp_path / "films.db", [LIST[1]._replace(id=f"imdb:tt{n:07d}", imdb=n, title=f"Old {n}") for n in numbers])
    index = TitleFilmIndex(HOUSE, tmp_path / "films.db")
    assert await index.get(FilmId(typed)) is None
    assert (await index.get(FilmId("tt0000017"))) is not None
    await index.close()


async def test_a_file_of_another_version_is_left_alone(tmp_path: Path) -> None:
    taken(tmp_path / "films.db", LIST)
    with sqlite3.connect(tmp_path / "films.db") as db:
        db.execute(f"PRAGMA user_version = {VERSION + 1}")
    db.close()
    index = TitleFilmIndex(HOUSE, tmp_path / "films.db")
    assert [match.film.id for match in await index.search("matrix", 5) if match.exact] == []
    await index.close()


HOSTILE = ['"', "*", "NEAR", "NEAR(a b)", "a AND", "OR", "NOT x", "films:her", "'; DROP TABLE films; --", "(", "^her", "her*",
           "%", "_", "\\", "\0", "a\0b", "\ud800", "{title: her}", "-her", "+", "x" * 500, "a " * 400, "😀", "\u200f\u202e", "💥" * 300]  # fmt: skip


@pytest.mark.parametrize("typed", HOSTILE)
async def test_no_text_is_syntax(index: TitleFilmIndex, typed: str) -> None:
    assert isinstance(await index.search(typed, 25), Sequence)
    assert await first(index, "her") == "her"


async def test_every_film_of_the_house_is_found_by_its_title_and_year() -> None:
    films = house().catalogue.films
    index = TitleFilmIndex(films)
    lost = [one.label for one in films if (await index.search(one.label, 1))[0].film.id != one.id]
    assert lost == []
    await index.close()


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_forms_are_few_stable_and_free_of_syntax(text: str) -> None:
    forms = search_forms(text)
    assert len(forms) <= 8
    assert len(set(forms)) == len(forms)
    assert all(form == form.strip() and '"' not in form and "*" not in form for form in forms)
