"""Finding the film that somebody means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.domain.film import Film, FilmId
from bot.errors import BadInput, SeveralFilms, UnknownFilm
from bot.services.films import Films
from bot.storage.film_index import TitleFilmIndex, with_told_titles
from tests.evening import house


def film(title: str, year: int, *other: str) -> Film:
    return Film(FilmId(f"{title.lower().replace(' ', '-')}-{year}"), title, year, other_titles=other, directors=("X",))


FILMS = Films(
    TitleFilmIndex(
        [
            film("Her", 2013),
            film("Suspiria", 1977),
            film("Suspiria", 2018),
            film("Blade Runner", 1982),
            film("Blade Runner 2049", 2017),
            film("1917", 2019),
            film("Wonder Woman 1984", 2020, "WW84"),
            film("Pan's Labyrinth", 2006, "El laberinto del fauno"),
        ]
    )
)


def ids(films: Sequence[Film]) -> list[str]:
    return [str(f.id) for f in films]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("her", "her-2013"),
        ("  HER  (2013) ", "her-2013"),
        ("her-2013", "her-2013"),
        ("Suspiria 2018", "suspiria-2018"),
        ("Blade Runner", "blade-runner-1982"),
        ("Blade Runner 2049", "blade-runner-2049-2017"),
        ("Blade Runner 2049 (2017)", "blade-runner-2049-2017"),
        ("1917", "1917-2019"),
        ("Wonder Woman 1984", "wonder-woman-1984-2020"),
        ("ww84", "wonder-woman-1984-2020"),
        ("pan’s labyrinth", "pan's-labyrinth-2006"),
        ("el laberinto del fauno", "pan's-labyrinth-2006"),
    ],
)
async def test_the_one_film_meant(typed: str, found: str) -> None:
    assert (await FILMS.resolve(typed)).id == found


async def test_several_films_of_one_title() -> None:
    with pytest.raises(SeveralFilms) as refused:
        await FILMS.resolve("suspiria")
    assert sorted(ids(refused.value.films)) == ["suspiria-1977", "suspiria-2018"]
    assert refused.value.values["count"] == 2


@pytest.mark.parametrize(
    "typed", ["Suspirai", "Suspiria 1999", "her 1950", "Blade", "her 2", "Her Two", "Pan's Labyrinth II"]
)
async def test_near_misses_are_offered(typed: str) -> None:
    with pytest.raises(UnknownFilm) as refused:
        await FILMS.resolve(typed)
    assert 1 <= len(refused.value.near) <= 4
    assert refused.value.title == typed


async def test_a_title_nothing_is_near_to() -> None:
    with pytest.raises(UnknownFilm) as refused:
        await FILMS.resolve("zzqxvk 77")
    assert refused.value.near == ()


@pytest.mark.parametrize("typed", ["", "   ", "?!", "😀😀", "x" * 201, "\n\t", "\u200b"])
async def test_what_is_no_title(typed: str) -> None:
    with pytest.raises(BadInput) as refused:
        await FILMS.resolve(typed)
    assert refused.value.key == "unusable_title"
    with pytest.raises(BadInput):
        FILMS.unlisted(typed)


async def test_autocomplete_takes_anything() -> None:
    assert ids(await FILMS.suggest("susp"))[:2] == ["suspiria-1977", "suspiria-2018"]
    assert list(await FILMS.suggest("😀" * 500)) is not None
    assert ids(await FILMS.suggest("x" * 5000)) == []


@pytest.mark.parametrize(
    ("typed", "title", "year"),
    [
        ("My Cousin's Film (2024)", "My Cousin's Film", 2024),
        ("مسافر", "مسافر", None),
        ("a\nb\u202ec", "a bc", None),
        ("2046", "2046", None),
    ],
)
def test_a_film_known_by_title_only(typed: str, title: str, year: int | None) -> None:
    made = FILMS.unlisted(typed)
    assert (made.title, made.year, made.listed) == (title, year, False)
    assert made.id == FILMS.unlisted(typed).id
    assert made.directors == ()


def test_unlisted_films_are_told_apart() -> None:
    assert len({FILMS.unlisted(t).id for t in ("Home", "Home (2009)", "House", "ホーム", "家")}) == 5


async def test_a_title_of_another_film_is_not_taken_for_a_slip() -> None:
    index = TitleFilmIndex(house().catalogue.films)
    films = Films(index)
    taken = {}
    for typed in ABSENT:
        try:
            taken[typed] = (await films.resolve(typed)).label
        except BadInput:
            continue
    await index.close()
    assert taken == {}


ABSENT = (
    "The Pianist", "Aliens", "The Whale", "Hero", "The Hero", "Run", "Room", "Blade", "Ghost", "Paddington", "Spider-Man",
    "Spider-Man: Across the Spider-Verse", "Funny Games U.S.", "T2 Trainspotting", "Curse",
    "Burn", "Monsters", "The Godfather Part II", "Alien 3", "Dune 2", "Oldboy 2013", "The Lover", "Amores", "Solaris 3",
)  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("potrait of a lady on fire", "portrait-of-a-lady-on-fire-2019"),
        ("the nigth of the hunter", "the-night-of-the-hunter-1955"),
        ("delicatesen", "delicatessen-1991"),
        ("ex machinna", "ex-machina-2014"),
        ("phantomthread", "phantom-thread-2017"),
        ("her jonze", "her-2013"),
        ("kubrik shining", "the-shining-1980"),
        ("crash cronenburg", "crash-1996"),
        ("rashamon", "rashomon-1950"),
        ("vertigoo", "vertigo-1958"),
    ],
)
async def test_a_slip_is_taken_for_the_film_it_spoils(typed: str, meant: str) -> None:
    index = TitleFilmIndex(house().catalogue.films)
    try:
        assert (await Films(index).resolve(typed)).id == meant
    finally:
        await index.close()


async def test_every_title_that_a_language_shows_finds_its_film_which_stays_as_it_is() -> None:
    known, library = house().catalogue.films, house().library
    index = TitleFilmIndex(with_told_titles(known, library))
    finder = Films(index)
    try:
        for film_ in known:
            there = await index.get(film_.id)
            assert there is not None
            assert replace(there, other_titles=film_.other_titles) == film_
            for content in library.contents.values():
                told = content.told(film_)
                assert (await finder.resolve(told.label)).id == film_.id
                try:
                    meant: Sequence[Film] = [await finder.resolve(told.title)]
                except SeveralFilms as several:
                    meant = several.films
                assert film_.id in ids(meant), told.title
    finally:
        await index.close()
