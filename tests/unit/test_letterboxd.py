"""Lists that people bring along: what is read of them, and every refusal. The samples are made up."""

from __future__ import annotations

import asyncio
import struct
import threading
import zipfile
from collections.abc import Callable
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.rating import ALL_STARS, Stars, drawn, stars_of, typed_form
from bot.domain.watchlist_import import ListedFilm, ReadList
from bot.errors import BadInput
from bot.films import letterboxd
from bot.films.letterboxd_csv import MOST_ROWS
from bot.films.letterboxd_zip import MOST_MEMBER_BYTES, MOST_MEMBERS
from tests.letterboxd_files import read, refused, zipped

WATCHLIST = (
    "Date,Name,Year,Letterboxd URI\n2024-01-02,Her,2013,https://boxd.it/aa\n2024-01-03,Amélie,2001,https://boxd.it/ab\n"
)
WATCHED = (
    "Date,Name,Year,Letterboxd URI\n2024-01-02,Alien,1979,https://boxd.it/ba\n2024-01-03,Zama,2017,https://boxd.it/bb\n"
)
RATINGS = "Date,Name,Year,Letterboxd URI,Rating\n2024-01-02,Alien,1979,https://boxd.it/ba,4.5\n2024-01-02,Her,2013,https://boxd.it/aa,3\n"
DIARY = (
    "Date,Name,Year,Letterboxd URI,Rating,Rewatch,Tags,Watched Date\n"
    '2024-01-02,Alien,1979,https://boxd.it/ca,2,,"space, cat",2023-12-31\n2024-02-02,Ikiru,1952,https://boxd.it/cb,,Yes,,2024-02-01\n'
)
REVIEWS = (
    "Date,Name,Year,Letterboxd URI,Rating,Rewatch,Review,Tags,Watched Date\n"
    '2024-01-02,Persona,1966,https://boxd.it/da,5,,"Two faces.\n\nOne line, ""quoted"".",,2023-12-31\n'
)
A_LIST = (
    'Letterboxd list export v7\nDate,Name,Tags,URL,Description\n2024-01-01,Favourites,,https://boxd.it/l,"Many\nlines"\n\n'
    'Position,Name,Year,URL,Description\n1,Playtime,1967,https://boxd.it/ea,\n2,Tampopo,1985,https://boxd.it/eb,"With\nnoodles"\n'
)
PROFILE = "Date Joined,Username,Email Address\n2020-01-01,somebody,somebody@example.org\n"


async def test_an_export_is_read_as_a_whole() -> None:
    export = zipped(
        {
            "profile.csv": PROFILE, "watchlist.csv": WATCHLIST, "watched.csv": WATCHED, "ratings.csv": RATINGS,
            "diary.csv": DIARY, "reviews.csv": REVIEWS, "lists/favourites.csv": A_LIST, "likes/films.csv": WATCHED,
            "deleted/diary.csv": "Date,Name,Year\n2020-01-01,Gone,1990\n", "orphaned/diary.csv": "not even a csv",
        }
    )  # fmt: skip
    found = {film.label: film for film in (await read("letterboxd-somebody-2024.zip", export)).films}
    assert found == {
        "Her (2013)": ListedFilm("Her", 2013, True, Stars(6)),
        "Amélie (2001)": ListedFilm("Amélie", 2001),
        "Alien (1979)": ListedFilm("Alien", 1979, True, Stars(9)),  # the rating now, not that of one evening
        "Zama (2017)": ListedFilm("Zama", 2017, True),
        "Ikiru (1952)": ListedFilm("Ikiru", 1952, True),
        "Persona (1966)": ListedFilm("Persona", 1966, True, Stars(10)),
    }


@pytest.mark.parametrize(
    ("name", "text", "seen"),
    [
        ("watchlist.csv", WATCHLIST, False),
        ("watched.csv", WATCHED, True),
        ("Watched (2).csv", WATCHED, True),
        ("ratings-1.csv", RATINGS, True),
        ("diary.csv", DIARY, True),
        ("renamed.csv", RATINGS, True),
        ("renamed.csv", DIARY, True),
        ("renamed.csv", WATCHED, False),
        ("favourites.csv", A_LIST, False),
        ("watched films of mine.csv", WATCHED, False),
    ],
)
async def test_one_csv_is_read_by_its_name_or_its_columns(name: str, text: str, seen: bool) -> None:
    found = await read(name, text)
    assert len(found.films) == 2
    assert {film.seen for film in found.films} == {seen}


async def test_a_list_with_its_own_head_is_read_below_it() -> None:
    found = await read("favourites.csv", A_LIST)
    assert [film.label for film in found.films] == ["Playtime (1967)", "Tampopo (1985)"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
async def test_any_csv_with_title_and_year(delimiter: str, encoding: str, newline: str) -> None:
    rows = [["Year", "TITLE", "Note"], ["2001", "Amélie", "a"], ["", "Señorita", ""], ["2017.0", "  Zama  ", ""]]
    text = newline.join(delimiter.join(row) for row in rows)
    found = await read("films.csv", text.encode(encoding))
    assert [(film.title, film.year) for film in found.films] == [("Amélie", 2001), ("Señorita", None), ("Zama", 2017)]


async def test_a_comma_in_a_title_does_not_mislead_the_search_for_the_delimiter() -> None:
    found = await read("films.csv", "Name;Year\nCrouching Tiger, Hidden Dragon;2000\n")
    assert [film.label for film in found.films] == ["Crouching Tiger, Hidden Dragon (2000)"]


async def test_what_is_odd_in_a_row_is_left_out_and_counted() -> None:
    found = await read(
        "ratings.csv",
        "Name,Year,Rating\nHer,2013,11\nAlien,1979,-1\nZama,2017,3.3\nIkiru,1952,nan\nPersona,66,4,5\n"
        ",1999,3\n   ,,\nShort\n\nA\x00mélie,2001,\u0663\nTampopo,1985,\"4,5\"\n",
    )  # fmt: skip
    assert (found.untitled, found.odd_ratings) == (1, 5)
    assert {film.title: film.stars for film in found.films if film.stars} == {"Persona": 8, "Tampopo": 9}
    assert {film.title for film in found.films if film.year is None} == {"Persona", "Short"}
    assert "Amélie" in {film.title for film in found.films}


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("Date,Title\n2020,Her\n", "Year"),
        ("Year,Director\n2013,Jonze\n", "Name"),
        ("a,b,c\n1,2,3\n", "Name, Year"),
        ("", "Name, Year"),
        ("\x89PNG\r\n\x1a\n\x00\x00", "Name, Year"),
        (PROFILE, "Name, Year"),
    ],
)
async def test_missing_columns_are_named(text: str, columns: str) -> None:
    error = await refused("films.csv", text)
    assert (error.key, error.values["columns"], error.values["file"]) == ("import_columns", columns, "films.csv")


async def test_a_csv_of_a_hundred_thousand_lines_is_refused_and_the_most_is_read() -> None:
    head, row = "Name,Year\n", "Film {},2000\n"
    error = await refused("films.csv", head + "".join(row.format(n) for n in range(100_000)))
    assert (error.key, error.values["limit"]) == ("import_too_many_rows", MOST_ROWS)
    assert len((await read("films.csv", head + "".join(row.format(n) for n in range(MOST_ROWS)))).films) == MOST_ROWS


async def test_what_is_no_csv_or_holds_no_film_says_so() -> None:
    assert (await refused("films.csv", "Name,Year\n")).key == "import_no_films"
    assert (await refused("films.csv", 'Name,Year\n"' + "x" * 200_000)).key == "import_broken_csv"
    assert (await refused("x" * 300_000 + ".csv", "x" * 200_000)).key == "import_broken_csv"


async def test_a_quotation_mark_left_open_swallows_no_more_than_it_must() -> None:
    found = await read("films.csv", 'Name,Year\nHer,2013\n"Alien,1979\nZama,2017\n')
    assert found.films[0].label == "Her (2013)"


@pytest.mark.parametrize(
    ("files", "films"),
    [
        ({"letterboxd-somebody/watched.csv": WATCHED, "__MACOSX/watched.csv": "junk"}, 2),
        ({"WATCHED.CSV": WATCHED}, 2),
        ({"watched.csv": WATCHED, "more/inside.zip": zipped({"watchlist.csv": WATCHLIST})}, 2),
        ({"watched.csv": WATCHED, "../ratings.csv": RATINGS, "/watchlist.csv": WATCHLIST}, 2),
        (
            {
                "watched.csv": WATCHED,
                "..\\watchlist.csv": WATCHLIST,
                "C:\\diary.csv": DIARY,
                "a/b/ratings.csv": RATINGS,
            },
            2,
        ),
    ],
)
async def test_names_are_no_paths(files: dict[str, str | bytes], films: int) -> None:
    assert len((await read("export.zip", zipped(files))).films) == films


async def test_of_a_name_that_is_there_twice_the_first_counts() -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("watched.csv", WATCHED)
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("watched.csv", WATCHLIST)
    assert [film.title for film in (await read("export.zip", out.getvalue())).films] == ["Alien", "Zama"]


async def test_a_zip_without_the_files_of_an_export_says_which_those_are() -> None:
    for files in ({"profile.csv": PROFILE}, {"lists/one.csv": A_LIST}, {"watched.csv/": ""}, {}):
        assert (await refused("export.zip", zipped(dict(files)))).key == "import_no_export"
    inner = zipped({"inside.zip": zipped({"watched.csv": WATCHED})})
    assert (await refused("export.zip", inner)).key == "import_no_export"


async def test_a_bomb_is_counted_while_it_is_read() -> None:
    bomb = zipped({"watched.csv": b"Name,Year\n" + b"\0" * (64 * 1024 * 1024)})
    assert len(bomb) < 100_000
    assert (await refused("export.zip", bomb)).key == "import_zip_size"
    lying = bomb.replace(struct.pack("<L", 10 + 64 * 1024 * 1024), struct.pack("<L", 100))
    assert (await refused("export.zip", lying)).key in {"import_zip_size", "import_broken_zip"}
    beside = zipped({"watched.csv": WATCHED, "lists/bomb.csv": b"\0" * (64 * 1024 * 1024)})
    assert len((await read("export.zip", beside)).films) == 2
    assert (
        await refused("export.zip", zipped({"watched.csv": b"x" * (MOST_MEMBER_BYTES + 1)}))
    ).key == "import_zip_size"


async def test_too_many_members_are_refused_before_they_are_read() -> None:
    fine = {"watched.csv": WATCHED} | {f"lists/{n}.csv": A_LIST for n in range(MOST_MEMBERS - 1)}
    assert len((await read("export.zip", zipped(dict(fine)))).films) == 2
    data = zipped({**fine, "one more.csv": A_LIST})
    assert (await refused("export.zip", data)).key == "import_zip_members"
    # The same, with an end that claims fewer.
    lying = data[:-14] + struct.pack("<HH", 3, 3) + data[-10:]
    assert (await refused("export.zip", lying)).key == "import_zip_members"


async def test_a_zip_that_is_locked_or_broken_says_so() -> None:
    whole = bytearray(zipped({"watched.csv": WATCHED}))
    for signature, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        whole[whole.index(signature) + offset] |= 1
    assert (await refused("export.zip", bytes(whole))).key == "import_encrypted_zip"
    good = zipped({"watched.csv": WATCHED})
    for broken in (
        good[:-10],
        good[: len(good) // 2],
        b"PK\x03\x04 and nothing else",
        good[:40] + b"?" * 20 + good[60:],
    ):
        assert (await refused("export.zip", broken)).key == "import_broken_zip"
    assert (await refused("export.zip", b"Name,Year\nHer,2013\n")).key == "import_broken_zip"
    odd = zipped({"watched.csv": WATCHED}, zipfile.ZIP_LZMA)
    assert (await refused("export.zip", odd)).key == "import_broken_zip"


@settings(max_examples=150, deadline=None)
@given(
    data=st.binary(max_size=400), name=st.sampled_from(["a.csv", "a.zip", "watched.csv", ""]), cut=st.integers(0, 300)
)
def test_whatever_the_bytes_there_is_an_answer(data: bytes, name: str, cut: int) -> None:
    good = zipped({"watched.csv": WATCHED, "watchlist.csv": WATCHLIST})
    for body in (data, b"PK\x03\x04" + data, good[:cut] + data + good[cut:], b"Name,Year\n" + data):
        films, refusal = outcome(name, body)
        assert bool(films) != bool(refusal)
        assert refusal.startswith("import_") or not refusal
        assert all(film.title.strip() for film in films)


def outcome(name: str, body: bytes) -> tuple[tuple[ListedFilm, ...], str]:
    """The films read, or the key of the refusal."""
    try:
        return asyncio.run(read(name, body)).films, ""
    except BadInput as error:
        return (), error.key


@settings(max_examples=60, deadline=None)
@given(
    films=st.lists(
        st.tuples(
            st.text(st.characters(exclude_categories=("Cc", "Cs", "Cf", "Zl", "Zp")), min_size=1, max_size=40),
            st.integers(1890, 2030),
        ),
        min_size=1,
        max_size=20,
    )
)
def test_titles_come_through_as_they_are(films: list[tuple[str, int]]) -> None:
    text = "Name,Year\n" + "".join(f'"{title.replace(chr(34), chr(34) * 2)}",{year}\n' for title, year in films)
    wanted = {" ".join("".join(c if c.isprintable() else " " for c in title).split()) for title, _ in films} - {""}
    if wanted:
        assert {film.title for film in asyncio.run(read("films.csv", text)).films} <= wanted


async def test_nobody_waiting_any_more_ends_the_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    begun, ended, go = threading.Event(), threading.Event(), threading.Event()

    def slow(name: str, data: bytes, go_on: Callable[[], None]) -> ReadList:
        begun.set()
        go.wait(10)
        try:
            go_on()
        finally:
            ended.set()
        return ReadList(())

    monkeypatch.setattr(letterboxd, "_read", slow)
    task = asyncio.create_task(read("films.csv", "Name,Year\n"))
    await asyncio.to_thread(begun.wait, 10)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    go.set()
    assert await asyncio.to_thread(ended.wait, 10)


@pytest.mark.parametrize(
    ("typed", "halves"),
    [
        ("3.5", 7), ("3,5", 7), ("4", 8), ("★★★½", 7), ("5", 10), ("0.5", 1), (" 4.0 ", 8), ("½", 1), ("3½", 7),
        ("⭐⭐", 4), ("⭐️⭐️", 4), ("★★★★★", 10), ("2.50", 5), ("***", 6),
        ("0", None), ("5.5", None), ("6", None), ("3.3", None), ("", None), ("five", None), ("-1", None), ("nan", None),
        ("1e0", None), ("★★★★★½", None), ("★★★★★★", None), ("٣", None), ("10", None), ("4/5", None), ("9" * 999, None),
    ],
)  # fmt: skip
def test_ratings_as_people_type_them(typed: str, halves: int | None) -> None:
    assert stars_of(typed) == halves


def test_every_rating_can_be_drawn_and_typed_again() -> None:
    assert len(ALL_STARS) == 10
    for stars in ALL_STARS:
        assert stars_of(drawn(stars)) == stars_of(typed_form(stars)) == stars
