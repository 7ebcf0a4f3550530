"""`salon films import`: lists in IMDb's format or as CSV, whole, broken, stopped in the middle, and taken twice."""

from __future__ import annotations

import errno
import gzip
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.cli.films import _stopped
from bot.errors import ConfigError
from bot.films.lists import Reading, films
from bot.places import config_dir
from bot.storage.film_import import BATCH, FilmImport

BASICS = "tconst\ttitleType\tprimaryTitle\toriginalTitle\tisAdult\tstartYear\tendYear\truntimeMinutes\tgenres"
ROWS = [
    "tt0000001\tshort\tCarmencita\tCarmencita\t0\t1894\t\\N\t1\tDocumentary,Short",
    "tt0047478\tmovie\tSeven Samurai\tShichinin no samurai\t0\t1954\t\\N\t207\tAction,Drama",
    "tt0111161\tmovie\tThe Shawshank Redemption\tThe Shawshank Redemption\t0\t1994\t\\N\t142\tDrama",
    "tt0944947\ttvSeries\tA Series\tA Series\t0\t2011\t2019\t60\tDrama",
    "tt0000099\tmovie\tFor Adults\tFor Adults\t1\t1999\t\\N\t80\tAdult",
    "tt9999999\tmovie\tNot Made Yet\tNot Made Yet\t0\t\\N\t\\N\t\\N\t\\N",
    "broken line",
    "ttx\tmovie\tNo Number\tNo Number\t0\t1999\t\\N\t80\tDrama",
    "tt0000100\tmovie\tOdd Year\tOdd Year\t0\t19999\t\\N\t80\tDrama",
    "tt0000101\tmovie\t\\N\t\\N\t0\t1999\t\\N\t80\tDrama",
]
RATINGS = "tconst\taverageRating\tnumVotes\ntt0111161\t9.3\t2900000\ntt0047478\t8.6\t360000\ntt0000002\t1.0\t5\nbad\n"
AKAS = "titleId\tordering\ttitle\tregion\tlanguage\ttypes\tattributes\tisOriginalTitle\n" + "".join(
    f"{row}\t\\N\t\\N\t\\N\t0\n"
    for row in (
        "tt0000002\t1\tNobody's\tDE", "tt0047478\t1\t七人の侍\tJP", "tt0047478\t2\tDie sieben Samurai\tDE",
        "tt0047478\t3\tSEVEN SAMURAI\tUS", "tt0111161\t1\tLes Évadés\tFR",
    )
)  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of its own, with IMDb's three files in it."""
    monkeypatch.setenv("SALON_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("SALON_CONFIG_DIR", str(config_dir()))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "basics.tsv.gz").write_bytes(gzip.compress("\n".join([BASICS, *ROWS, ""]).encode()))
    (tmp_path / "ratings.tsv").write_text(RATINGS, encoding="utf-8")
    (tmp_path / "akas.tsv").write_text(AKAS, encoding="utf-8")
    return tmp_path


def rows(folder: Path, query: str = "SELECT id, title, year, votes FROM films ORDER BY no") -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(folder / "data" / "films.db")) as db:
        return db.execute(query).fetchall()


def test_imdbs_files_are_taken_and_what_was_left_out_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["films", "import", "basics.tsv.gz", "--ratings", "ratings.tsv", "--akas", "akas.tsv"]
    assert main(words) == 1  # broken rows
    told = capsys.readouterr().out
    assert "10 rows read; left out: 1 adult, 4 broken, 1 other kinds." in told
    assert "4 films can be looked up now" in told
    assert rows(folder) == [
        ("imdb:tt0111161", "The Shawshank Redemption", 1994, 2_900_000),
        ("imdb:tt0047478", "Seven Samurai", 1954, 360_000),
        ("imdb:tt0000001", "Carmencita", 1894, 0),
        ("imdb:tt9999999", "Not Made Yet", None, 0),
    ]
    assert rows(folder, "SELECT other FROM films WHERE imdb = 47478") == [("七人の侍\x1fDie sieben Samurai",)]
    assert [path.name for path in (folder / "data").iterdir()] in (
        ["films.db", "films.db.lock"],
        ["films.db.lock", "films.db"],
    )


def test_taking_it_twice_changes_nothing(folder: Path) -> None:
    words = ["films", "import", "basics.tsv.gz", "--ratings", "ratings.tsv"]
    main(words)
    before = rows(folder, "SELECT * FROM films ORDER BY no")
    main(words)
    assert rows(folder, "SELECT * FROM films ORDER BY no") == before


def test_a_second_list_adds_to_the_first_and_keeps_what_it_does_not_say(folder: Path) -> None:
    main(["films", "import", "basics.tsv.gz", "--ratings", "ratings.tsv"])
    (folder / "mine.csv").write_text(
        'Title;Year;Director;imdb_id\n"Seven; Samurai";1954;Akira Kurosawa;tt0047478\nOur Street;2003;Ann Own;\n',
        encoding="utf-8",
    )
    assert main(["films", "import", "mine.csv"]) == 0
    assert rows(folder, "SELECT title, votes, runtime, directors FROM films WHERE imdb = 47478") == [
        ("Seven; Samurai", 360_000, 207, "Akira Kurosawa")
    ]
    assert rows(folder, "SELECT count(*) FROM films") == [(5,)]


@pytest.mark.parametrize(
    ("content", "titles"),
    [
        ("Name,Year\nHer,2013\nAmélie,2001\n".encode(), ["Amélie", "Her"]),
        ("Name,Year\nHer,2013\nAmélie,2001\n".encode("utf-8-sig"), ["Amélie", "Her"]),
        ("Name,Year\nHer,2013\nAmélie,2001\n".encode("utf-16"), ["Amélie", "Her"]),
        ("Name,Year\nHer,2013\nAmélie,2001\n".encode("cp1252"), ["Amélie", "Her"]),
        (b"title\tyear\nHer\t2013\n", ["Her"]),
        (b"movieId,title,genres\n1,Her (2013),Drama|Romance\n", ["Her"]),
        (b'title,year\n"two\nlines",1999\n', ["two lines"]),
        ("title,year\n\u202eraM,1999\n".encode(), ["raM"]),
    ],
)
def test_any_csv_with_a_title(tmp_path: Path, content: bytes, titles: list[str]) -> None:
    (tmp_path / "a.csv").write_bytes(content)
    assert sorted(one.title for one in films(Reading(tmp_path / "a.csv"))) == titles


def test_broken_rows_of_a_csv_are_counted(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(
        b"title,year\nHer,2013\n,1999\nX,abc\nY,1999,more\nZ\n" + b"n" * 3_000_000 + b"\nQ,2000\n"
    )
    reading = Reading(tmp_path / "a.csv")
    assert [one.title for one in films(reading)] == ["Her", "Q"]
    assert reading.left_out["broken"] >= 4


@pytest.mark.parametrize("content", [b"", b"\n", b"just a text\nof two lines\n", b"a,b\n1,2\n", bytes(range(256)) * 50])
def test_what_is_no_list_is_refused_in_a_sentence(
    folder: Path, capsys: pytest.CaptureFixture[str], content: bytes
) -> None:
    (folder / "odd.csv").write_bytes(content)
    with pytest.raises(ConfigError):
        list(films(Reading(folder / "odd.csv")))
    assert main(["films", "import", "odd.csv"]) == 2
    assert "odd.csv is neither IMDb's title.basics nor a CSV with a title column" in capsys.readouterr().err
    assert not (folder / "data" / "films.db").exists()


def test_a_file_that_ends_too_early_leaves_the_old_index_and_is_gone_on_with(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["films", "import", "basics.tsv.gz"])
    before = rows(folder)
    whole = gzip.compress(
        "\n".join(
            [BASICS, *(f"tt{n:07d}\tmovie\tFilm {n}\tFilm {n}\t0\t1999\t\\N\t90\tDrama" for n in range(200, 4_000)), ""]
        ).encode()
    )
    (folder / "cut.tsv.gz").write_bytes(whole[: len(whole) // 2])
    assert main(["films", "import", "cut.tsv.gz"]) == 2
    assert "ends too early or is damaged" in capsys.readouterr().err
    assert rows(folder) == before
    (folder / "cut.tsv.gz").write_bytes(whole)
    assert main(["films", "import", "cut.tsv.gz"]) == 0
    assert rows(folder, "SELECT count(*) FROM films") == [(len(before) + 3_800,)]


def test_a_missing_file_and_a_wrong_companion_are_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["films", "import", "nothing.tsv"]) == 2
    assert "There is no file nothing.tsv" in capsys.readouterr().err
    assert main(["films", "import", "basics.tsv.gz", "--ratings", "akas.tsv"]) == 2
    assert "akas.tsv is not IMDb's title.ratings" in capsys.readouterr().err


def test_an_import_that_is_killed_goes_on_where_it_stopped(folder: Path) -> None:
    many = "\n".join(
        [
            BASICS,
            *(
                f"tt{n:07d}\tmovie\tFilm number {n}\tFilm number {n}\t0\t1999\t\\N\t90\tDrama"
                for n in range(1, 6 * BATCH)
            ),
        ]
    )
    (folder / "many.tsv").write_text(many + "\n", encoding="utf-8")
    command = [sys.executable, "-m", "bot", "films", "import", "many.tsv"]
    around = {**os.environ, "PYTHONPATH": str(config_dir().parent)}
    process = subprocess.Popen(command, cwd=folder, env=around, stderr=subprocess.PIPE)  # noqa: S603  # our own
    work = folder / "data" / "films.db.work"
    wait_until(lambda: marked(work) > 0)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert not (folder / "data" / "films.db").exists()
    again = subprocess.run(command, cwd=folder, env=around, capture_output=True, text=True, check=True)  # noqa: S603  # our own
    assert "Going on after row" in again.stderr
    assert rows(folder, "SELECT count(*), count(DISTINCT imdb) FROM films") == [(6 * BATCH - 1, 6 * BATCH - 1)]


def marked(work: Path) -> int:
    """How many rows the working file says are taken."""
    try:
        with closing(sqlite3.connect(f"file:{work}?mode=ro", uri=True)) as db:
            row = db.execute("SELECT rows FROM steps WHERE step = 'films'").fetchone()
    except sqlite3.Error:
        return 0
    return int(row[0]) if row else 0


def wait_until(predicate: object, seconds: float = 30.0) -> None:
    """Look again and again until it holds."""
    end = time.monotonic() + seconds
    while not predicate():  # type: ignore[operator]
        assert time.monotonic() < end
        time.sleep(0.005)


def test_two_imports_at_once_are_one_after_the_other(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = FilmImport(folder / "data" / "films.db", "one")
    assert main(["films", "import", "basics.tsv.gz"]) == 2
    assert "Another import is running here" in capsys.readouterr().err
    first.close()
    assert main(["films", "import", "basics.tsv.gz"]) == 1


@pytest.mark.parametrize("spoilt", ["films.db", "films.db.work"])
def test_a_damaged_file_is_replaced_by_importing_again(
    folder: Path, capsys: pytest.CaptureFixture[str], spoilt: str
) -> None:
    main(["films", "import", "basics.tsv.gz"])
    (folder / "data" / spoilt).write_bytes(b"no database at all" * 500)
    assert main(["films", "import", "basics.tsv.gz", "--ratings", "ratings.tsv"]) == 1
    told = capsys.readouterr().err
    assert ("cannot be read and is left behind" in told) == (spoilt == "films.db")
    assert rows(folder, "SELECT count(*) FROM films") == [(4,)]


def test_what_was_left_out_before_an_interruption_is_told_after_it(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = "".join(f"Film {n},1999\n" for n in range(2 * BATCH))
    (folder / "half.csv").write_text("title,year\n" + "bad row\n" * 7 + good, encoding="utf-8")
    reading = Reading(folder / "half.csv")
    state = (folder / "half.csv").stat()
    taking = FilmImport(folder / "data" / "films.db", f"{folder / 'half.csv'} {state.st_size} {state.st_mtime_ns}")
    source = films(reading)
    taking.films((next(source) for _ in range(BATCH)), lambda: (reading.rows, reading.left_out))
    taking._db.execute("UPDATE steps SET rows = ?", (reading.rows,))  # as a kill would leave it: not finished
    taking.close()
    assert main(["films", "import", "half.csv"]) == 1
    assert "left out: 7 broken" in capsys.readouterr().out
    assert rows(folder, "SELECT count(*) FROM films") == [(2 * BATCH,)]


def test_a_full_disk_says_what_to_do() -> None:
    for error in (
        OSError(errno.ENOSPC, "No space left on device"),
        sqlite3.OperationalError("database or disk is full"),
    ):
        assert "Make room" in _stopped(error)


def test_a_working_file_of_other_files_is_thrown_away(tmp_path: Path) -> None:
    first = FilmImport(tmp_path / "films.db", "one")
    first.films(iter([]), lambda: (0, {}))
    assert first.done("films") == -1
    first.close()
    second = FilmImport(tmp_path / "films.db", "two")
    assert second.done("films") == 0
    second.close()
