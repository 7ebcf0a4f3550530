"""The tables of a title index: films, the forms of their titles, and what FTS5 keeps of both.

An index is a file (or memory) of its own, made anew from other data; it holds nothing that anybody said. Rows of films
are in the order of how well known they are, so that FTS5, which gives rowids in their order, gives the best known first.
"""

from __future__ import annotations

import math
import re
import sqlite3
from collections.abc import Iterable, Sequence

from bot.domain.film import Film
from bot.domain.title_forms import name_tokens, search_forms

VERSION = 1
"""Grows when the tables change; an index of another version is made anew or refused."""

FILMS = """
CREATE TABLE films (
  no INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, imdb INTEGER, title TEXT NOT NULL, original TEXT, year INTEGER,
  runtime INTEGER, genres TEXT, directors TEXT, other TEXT, votes INTEGER NOT NULL DEFAULT 0
)
"""
# The FTS tables are contentless: what they point at is in names and films. detail=none leaves out positions, which
# nothing here asks for, and halves their size.
FORMS = (
    "CREATE TABLE names (no INTEGER PRIMARY KEY, film INTEGER NOT NULL, form TEXT NOT NULL)",
    "CREATE VIRTUAL TABLE grams USING fts5(form, content='', detail='none', tokenize='trigram')",
    "CREATE VIRTUAL TABLE words USING fts5(text, content='', detail='none', prefix='1 2 3', tokenize='unicode61')",
    "CREATE TABLE gram_counts (gram TEXT PRIMARY KEY, films INTEGER NOT NULL) WITHOUT ROWID",
)
AFTERWARDS = (
    "CREATE INDEX names_form ON names(form)",
    "CREATE INDEX names_film ON names(film)",
    "CREATE INDEX IF NOT EXISTS films_imdb ON films(imdb)",
)
MAKE = (FILMS, *FORMS, *AFTERWARDS)
_IMDB = re.compile(r"tt(\d{1,10})", re.ASCII)
JOINT = "\x1f"
"""Between the items of a list in one column (ASCII's unit separator)."""
VOTES_OF_ALL = 10_000_000
"""Votes that count as a weight of 1."""


def weight(votes: int) -> float:
    """How well known a film is, 0 to 1, from how many people have rated it."""
    return min(math.log1p(votes) / math.log1p(VOTES_OF_ALL), 1.0)


def imdb_number(imdb_id: str | None) -> int | None:
    """The number in an IMDb id such as "tt1798709"."""
    found = _IMDB.fullmatch(imdb_id or "")
    return int(found[1]) if found else None


def joined(items: Sequence[str]) -> str | None:
    """A list for one column; None for an empty one."""
    return JOINT.join(items) if items else None


def parted(text: str | None) -> tuple[str, ...]:
    """The list of a column."""
    return tuple(text.split(JOINT)) if text else ()


def forms_of(titles: Iterable[str]) -> list[str]:
    """The forms of several titles, none twice."""
    return list(dict.fromkeys(form for title in titles for form in search_forms(title)))


def words_of(forms: Sequence[str], directors: Sequence[str], year: int | None) -> str:
    """What the words table holds of a film: words of its titles and makers, and its year."""
    found = dict.fromkeys(word for form in forms for word in form.split())
    found.update(dict.fromkeys(word for name in directors for word in name_tokens(name)))
    return " ".join((*found, str(year))) if year else " ".join(found)


def insert_film(connection: sqlite3.Connection, film: Film, votes: int) -> None:
    """Add a film with what finding it needs, replacing the one of the same id."""
    connection.execute("DELETE FROM names WHERE film IN (SELECT no FROM films WHERE id = ?)", (film.id,))
    connection.execute("DELETE FROM films WHERE id = ?", (film.id,))
    values = (
        film.id, imdb_number(film.imdb_id), film.title, film.original_title, film.year, film.runtime,
        joined(film.genres), joined(film.directors), joined(film.other_titles), votes,
    )  # fmt: skip
    number = connection.execute(
        "INSERT INTO films (id, imdb, title, original, year, runtime, genres, directors, other, votes)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        values,
    ).lastrowid
    forms = forms_of(film.titles)
    for form in forms:
        place = connection.execute("INSERT INTO names (film, form) VALUES (?, ?)", (number, form)).lastrowid
        connection.execute("INSERT INTO grams (rowid, form) VALUES (?, ?)", (place, form))
    connection.execute(
        "INSERT INTO words (rowid, text) VALUES (?, ?)", (number, words_of(forms, film.directors, film.year))
    )
