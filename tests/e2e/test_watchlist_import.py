"""Imports into watchlists on Discord: what people upload, what they are shown, and what comes of it."""

from __future__ import annotations

import zipfile
from io import BytesIO

import aiohttp
import pytest

from bot.client import SalonBot
from tests.e2e.conftest import Club
from tests.e2e.lists import MINE, press, private, staged, titles
from tests.e2e.process import kill, living


def letterboxd(**files: str) -> tuple[str, bytes]:
    """An export with these csv files."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in files.items():
            archive.writestr(f"{name}.csv", text)
    return "letterboxd-export.zip", out.getvalue()


WATCHED = "Date,Name,Year,Letterboxd URI\n2024-01-02,Alien,1979,u\n2024-01-03,Her,2013,u\n"
RATINGS = "Date,Name,Year,Letterboxd URI,Rating\n2024-01-02,Alien,1979,u,4.5\n"
WANTED = "Date,Name,Year,Letterboxd URI\n2024-01-02,Akira,1988,u\n2024-01-02,Zzyxq of nowhere,1931,u\n"


async def test_an_export_is_shown_in_private_and_imported_when_confirmed(club: Club) -> None:
    ines, wren = club.person("Ines"), club.person("Wren")
    file = letterboxd(watched=WATCHED, ratings=RATINGS, watchlist=WANTED, profile="Email\nsomebody@example.org\n")
    async with club.running():
        await wren.slash("watchlist add", club.lobby, film="alien-1979", **MINE)
        preview = await wren.slash("watchlist import", club.lobby, file="0", files=[file])
        assert "I read 4 films in your file." in preview.text
        assert (
            "I know 3 of them: 2 are new to your own list; one would be marked as seen or rated anew." in preview.text
        )
        assert "- Zzyxq of nowhere (1931)" in preview.text
        assert "Import 3 films" in preview.text
        assert private(preview)
        assert not any("preview" in m["content"] or "I read" in m["content"] for m in ines.messages(club.lobby))
        assert club.rows("SELECT count(*) FROM watchlist_entries") == [(1,)]
    async with club.running():
        added = "2 films are on your own list now that were not. One was marked as seen or rated anew."
        done = await press(club, wren, preview, "Import 3 films", added)
        assert "I read" not in done.text
        shown = await wren.slash("watchlist show", club.lobby, **MINE)
        assert {line.split(" · ")[0] + (" seen" if "seen" in line else "") for line in titles(shown)} == {
            "**Alien (1979)** seen", "**Her (2013)** seen", "**Akira (1988)**",
        }  # fmt: skip
        await press(club, wren, done, "Undo", "3 films stand on your own list as they did before")
        assert len(titles(await wren.slash("watchlist show", club.lobby, **MINE))) == 1
        assert "somebody@example.org" not in club.record()


async def test_the_rest_comes_along_by_title_and_not_now_means_nothing(club: Club, bot: SalonBot) -> None:
    wren = club.person("Ines")  # who manages the server
    file = ("watchlist.csv", WANTED.encode())
    first = await wren.slash("watchlist import", club.lobby, file="0", files=[file], list="server")
    assert "I know one of them: one is new to this server's list." in first.text
    assert [file["filename"] for file in first.message["attachments"]] == ["what-i-read.csv"]
    dismissed = await press(club, wren, first, "Not now", "Nothing was imported")
    assert dismissed.message["attachments"] == []
    assert "Akira" not in club.record()
    again = await wren.slash("watchlist import", club.lobby, file="0", files=[file], list="server")
    old = staged(again)
    await press(club, wren, again, "Import the other one too, by title", "2 films are on this server's list now")
    assert titles(await wren.slash("watchlist show", club.lobby))[0] == "**Zzyxq of nowhere (1931)**"
    assert club.rows("SELECT count(*) FROM watchlist_import_films WHERE import_id = ?", int(old)) == [(0,)]


async def test_many_films_go_onto_the_servers_list_by_who_manages_it(club: Club, bot: SalonBot) -> None:
    file = ("watchlist.csv", WANTED.encode())
    refused = await club.person("Wren").slash("watchlist import", club.lobby, file="0", files=[file], list="server")
    assert "Only those who manage this server or its messages can import many films at once" in refused.text
    assert not club.rows("SELECT 1 FROM watchlist_imports")


async def test_the_file_says_what_each_film_was_taken_as(club: Club, bot: SalonBot) -> None:
    wren = club.person("Wren")
    text = "Name,Year\nAlien,1980\nHer,2013\nZzyxq of nowhere,1931\n"
    preview = await wren.slash("watchlist import", club.lobby, file="0", files=[("films.csv", text.encode())])
    assert "One I know by another title or year:\n- Alien (1980) → Alien (1979)\n" in preview.text
    (file,) = preview.message["attachments"]
    async with aiohttp.ClientSession() as session, session.get(file["url"]) as response:
        assert (await response.read()).decode("utf-8-sig").splitlines() == [
            "Name,Year,Taken as", "Zzyxq of nowhere,1931,", "Alien,1980,Alien (1979)", "Her,2013,Her (2013)",
        ]  # fmt: skip


async def test_a_confirmation_that_comes_too_late_says_so(club: Club, bot: SalonBot) -> None:
    wren = club.person("Wren")
    preview = await wren.slash("watchlist import", club.lobby, file="0", files=[("watchlist.csv", WANTED.encode())])
    club.clock.advance(minutes=61)
    bot.services.runner.wake()
    await club.until(lambda: not club.rows("SELECT 1 FROM watchlist_imports"))
    await press(club, wren, preview, "Import one film", "no longer waiting")
    assert not club.rows("SELECT 1 FROM watchlist_entries")


async def test_many_that_were_not_found_come_as_a_file(club: Club, bot: SalonBot) -> None:
    wren = club.person("Wren")
    rows = "".join(f"Zzyxq number {n},1931\n" for n in range(40))
    preview = await wren.slash(
        "watchlist import", club.lobby, file="0", files=[("a.csv", f"Name,Year\n{rows}".encode())]
    )
    assert "40 I could not find:" in preview.text
    assert "and 25 more; the attached file names them all." in preview.text
    assert [file["filename"] for file in preview.message["attachments"]] == ["what-i-read.csv"]
    assert private(preview)
    await press(club, wren, preview, "Import those, by title", "40 films are on your own list now")


BAD = {
    "Save it as UTF-8 and try again": ("films.csv", b"Name,Year\n\x8e\xb5\x90l,1954\n"),
    "films.csv cannot be read as a csv": ("films.csv", b"," * (8 * 1024 * 1024)),
    "more than 20,000 rows": ("watched.csv", b"Name,Year\n" + b"Her,2013\n" * 100_000),
    "I cannot find these columns in films.csv: Year": ("films.csv", b"Name,Director\nHer,Jonze\n"),
    "damaged": ("export.zip", b"PK\x03\x04nothing"),
    "I found no films in that zip": letterboxd(profile="Email\nx\n"),
    "more than 4 MB when unpacked": letterboxd(watched="Name,Year\n" + "x" * (5 * 1024 * 1024)),
    "more than 200 files": letterboxd(**{f"lists/{n}": "Name,Year\n" for n in range(201)}),
    "too large. I read files of at most 8 MB": ("watched.csv", b"x" * (8 * 1024 * 1024 + 1)),
    "I found no film in empty.csv": ("empty.csv", b"Name,Year\n"),
}


@pytest.mark.parametrize("told", BAD)
async def test_a_file_that_cannot_be_used_says_why_and_leaves_nothing(club: Club, bot: SalonBot, told: str) -> None:
    wren = club.person("Wren")
    answer = await wren.slash("watchlist import", club.lobby, file="0", files=[BAD[told]])
    assert told in answer.text
    assert private(answer)
    assert not club.rows("SELECT 1 FROM watchlist_imports UNION ALL SELECT 1 FROM watchlist_entries")


async def test_killed_while_importing_leaves_all_or_nothing(club: Club) -> None:
    wren, all_of_it = club.person("Wren"), "Import those, by title"
    rows = "".join(f"Zzyxq number {n},1931\n" for n in range(1_500))
    file = ("a.csv", f"Name,Year\n{rows}".encode())
    async with living(club) as process:
        preview = await wren.slash("watchlist import", club.lobby, file="0", files=[file])
        await wren.press(preview.message, all_of_it)  # acknowledged, and now it writes
        await kill(club, process)
    ((count, waiting),) = club.rows(
        "SELECT (SELECT count(*) FROM watchlist_entries), (SELECT count(*) FROM watchlist_import_films)"
    )
    assert (count, waiting) in {(0, 1_500), (1_500, 0)}
    async with club.running():
        await press(club, wren, preview, all_of_it, "1500 films are on" if waiting else "decided already")
        assert club.rows("SELECT count(*) FROM watchlist_entries") == [(1_500,)]
