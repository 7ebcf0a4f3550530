"""Finding films in a title index: candidates from SQLite, cheapest first, then ranked by how near they come.

Every step keeps to a bound of rows, so that a search takes about as long among a million films as among a thousand.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence

from rapidfuzz import fuzz, process

from bot.domain.film import Film, FilmId
from bot.domain.film_ranking import SURE, Candidate, Reading, readings, score
from bot.domain.title_forms import name_tokens, search_forms
from bot.records import Match
from bot.storage.title_spelling import misspellings, rare_pairs
from bot.storage.title_tables import parted, weight

_FEW = 60
"""Candidates of one step."""
_SMALL = 30_000
"""Title forms up to which likeness is measured against every one of them."""
_KNOWN = 60_000
"""The best known title forms, which is where the beginning of a title of one or two letters is looked up."""
_CLOSE = 78.0
"""A likeness (rapidfuzz, of 100) from which on dearer ways of comparing are not tried."""
_TELLING = 4
"""Letters from which on likeness tells something."""
_FILM = "no, id, title, original, year, runtime, genres, directors, other, votes, imdb"


_Entry = tuple[Film, Candidate]


class TitleIndex:
    """One index over one connection. Not safe for several threads at once; its owner puts calls in line.

    ``whole`` holds films of which more is known than the index keeps.
    """

    def __init__(self, connection: sqlite3.Connection, whole: Mapping[str, Film] | None = None) -> None:
        self._db = connection
        self._whole = whole or {}
        self._is_small: bool | None = None
        self._all: tuple[list[int], list[str]] | None = None
        self._ready: dict[int, _Entry] = {}

    def changed(self) -> None:
        """Forget what was remembered of the rows."""
        self._is_small = self._all = None
        self._ready.clear()

    def get(self, film_id: str) -> Film | None:
        """The film of that id."""
        return self._one("id = ?", film_id)

    def by_imdb(self, number: int) -> Film | None:
        """The film of that IMDb number."""
        return self._one("imdb = ?", number)

    def search(self, text: str, limit: int) -> list[Match]:
        """Films that answer to the text, best first."""
        read = readings(text)
        if not read:
            return []
        found = self._rank(read, self._likely(read), limit)
        if self._wants_more(found, read):
            found = self._rank(read, dict.fromkeys(self._alike(read)), limit, found)
        return found

    def titled(self, title: str, limit: int) -> list[Match]:
        """Films one of whose titles is this, whole; the best known first. Quick, for long lists of titles."""
        forms = search_forms(title)
        numbers = dict.fromkeys(number for form in forms for number in self._titled(form))
        found = [
            Match(film, 100.0, exact=True, weight=candidate.weight) for film, candidate in self._entries(list(numbers))
        ]
        found.sort(key=lambda m: (-m.weight, m.film.title, m.film.id))
        return found[:limit]

    # --- candidates ---

    def _likely(self, read: Sequence[Reading]) -> dict[int, None]:
        """Numbers of films with such a title, such a beginning of a title, or all of the words."""
        films: dict[int, None] = {}
        for reading in read:
            for form in reading.forms:
                films.update(dict.fromkeys(self._titled(form)))
                films.update(dict.fromkeys(self._begun(form)))
                films.update(dict.fromkeys(self._worded(form)))
        return films

    def _titled(self, form: str) -> Iterable[int]:
        return self._column("SELECT film FROM names WHERE form = ? ORDER BY no LIMIT ?", form, _FEW)

    def _begun(self, form: str) -> Sequence[int]:
        end = form + "\U0010ffff"
        if len(form) <= 2:
            # Too many titles begin so; the best known are near the top, and reading on there ends soon.
            sql = "SELECT film FROM names NOT INDEXED WHERE no <= ? AND form >= ? AND form < ? ORDER BY no LIMIT ?"
            known = self._column(sql, _KNOWN, form, end, _FEW)
            if known:
                return known
        return self._column(
            "SELECT film FROM names INDEXED BY names_form WHERE form >= ? AND form < ? ORDER BY no LIMIT ?",
            form, end, _FEW,
        )  # fmt: skip

    def _worded(self, form: str) -> Iterable[int]:
        words = form.split()
        query = " AND ".join([*(f'"{word}"' for word in words[:-1]), f'"{words[-1]}"*'])
        return self._column("SELECT rowid FROM words WHERE words MATCH ? ORDER BY rowid LIMIT ?", query, _FEW)

    def _alike(self, read: Sequence[Reading]) -> dict[int, None]:
        """Numbers of films with a title like the text, misspelt."""
        if (every := self._small()) is not None:
            return self._alike_among(read, every)
        films: dict[int, None] = {}
        for form in {form for reading in read for form in reading.forms}:
            spelt = misspellings(form)
            marks = ",".join("?" * len(spelt))
            sql = f"SELECT film FROM names WHERE form IN ({marks}) ORDER BY no LIMIT ?"  # noqa: S608  # question marks
            films.update(dict.fromkeys(self._column(sql, *spelt, _FEW)))
            query = rare_pairs(form, self._counts)
            if query:
                rows = self._db.execute("SELECT rowid FROM grams WHERE grams MATCH ? LIMIT 4000", (query,)).fetchall()
                films.update(dict.fromkeys(self._nearest(form, [row[0] for row in rows])))
        return films

    def _nearest(self, form: str, numbers: Sequence[int]) -> Iterable[int]:
        """Of these names' films, those whose names come nearest to the form."""
        rows: list[tuple[int, str]] = []
        for start in range(0, len(numbers), 500):
            some = numbers[start : start + 500]
            marks = ",".join("?" * len(some))
            rows += self._db.execute(f"SELECT film, form FROM names WHERE no IN ({marks})", some).fetchall()  # noqa: S608  # question marks
        return _closest(form, [row[0] for row in rows], [row[1] for row in rows], _FEW)

    def _alike_among(self, read: Sequence[Reading], every: tuple[list[int], list[str]]) -> dict[int, None]:
        films: dict[int, None] = {}
        for form in {form for reading in read for form in reading.forms}:
            films.update(dict.fromkeys(_closest(form, *every, _FEW)))
        return films

    def _small(self) -> tuple[list[int], list[str]] | None:
        """Each form of every title, and beside it the film's number, where they are few; else None."""
        if self._is_small is None:
            (count,) = self._db.execute("SELECT count(*) FROM (SELECT 1 FROM names LIMIT ?)", (_SMALL + 1,)).fetchone()
            self._is_small = count <= _SMALL
        if self._is_small and self._all is None:
            rows = self._db.execute("SELECT film, form FROM names").fetchall()
            self._all = ([row[0] for row in rows], [row[1] for row in rows])
        return self._all

    def _counts(self, grams: Sequence[str]) -> dict[str, int]:
        marks = ",".join("?" * len(grams))
        return dict(self._db.execute(f"SELECT gram, films FROM gram_counts WHERE gram IN ({marks})", grams).fetchall())  # noqa: S608  # question marks

    # --- ranking ---

    def _rank(
        self, read: Sequence[Reading], numbers: dict[int, None], limit: int, known: Sequence[Match] = ()
    ) -> list[Match]:
        ranked = list(known)
        ids = {match.film.id for match in known}
        for film, candidate in self._entries(list(numbers)):
            if film.id not in ids:
                points, exact = score(read, candidate)
                ranked.append(Match(film, points, exact, candidate.weight))
        ranked.sort(key=lambda m: (-m.score, -m.weight, m.film.title, m.film.id))
        return ranked[:limit]

    @staticmethod
    def _wants_more(found: Sequence[Match], read: Sequence[Reading]) -> bool:
        """Whether likeness should be looked for; a text of a few letters is like too many titles to tell anything."""
        if found and len(read[0].forms[0]) < _TELLING:
            return False
        return not any(match.score >= SURE for match in found)

    def _entries(self, numbers: Sequence[int]) -> Iterable[_Entry]:
        """Films with what ranking needs; those of a small index are read once."""
        yield from (self._ready[number] for number in numbers if number in self._ready)
        unread = [number for number in numbers if number not in self._ready]
        for start in range(0, len(unread), 500):
            some = unread[start : start + 500]
            marks = ",".join("?" * len(some))
            for row in self._db.execute(f"SELECT {_FILM} FROM films WHERE no IN ({marks})", some).fetchall():  # noqa: S608  # question marks
                film = self._film(row)
                names = self._db.execute("SELECT form FROM names WHERE film = ?", (row[0],)).fetchall()
                makers = tuple(word for name in film.directors for word in name_tokens(name))
                entry = film, Candidate(tuple(name for (name,) in names), makers, film.year, weight(row[9]))
                if self._small() is not None:
                    self._ready[row[0]] = entry
                yield entry

    def _one(self, condition: str, value: object) -> Film | None:
        row = self._db.execute(f"SELECT {_FILM} FROM films WHERE {condition}", (value,)).fetchone()  # noqa: S608  # our own words
        return None if row is None else self._film(row)

    def _film(self, row: Sequence[object]) -> Film:
        return self._whole.get(str(row[1])) or film_of(row)

    def _column(self, sql: str, *values: object) -> list[int]:
        return [row[0] for row in self._db.execute(sql, values)]


def film_of(row: Sequence[object]) -> Film:
    """A row of ``films`` (its columns from no to imdb) as a film."""
    _no, film_id, title, original, year, runtime, genres, directors, other, _votes, imdb = row
    return Film(
        FilmId(str(film_id)),
        str(title),
        year if isinstance(year, int) else None,
        original_title=None if original is None else str(original),
        other_titles=parted(other if isinstance(other, str) else None),
        directors=parted(directors if isinstance(directors, str) else None),
        runtime=runtime if isinstance(runtime, int) else None,
        genres=parted(genres if isinstance(genres, str) else None),
        imdb_id=None if imdb is None else f"tt{imdb:07d}",
    )


def _closest(form: str, films: Sequence[int], names: Sequence[str], limit: int) -> list[int]:
    """Of films with a name each, those whose names are most like the form: whole, as they begin, by words, or in part.

    The scorers are tried from the cheapest to the dearest, and the dear ones only while nothing comes near.
    """
    found = process.extract(form, names, scorer=fuzz.ratio, limit=limit, score_cutoff=55)
    if len(form) >= _TELLING and not _is_close(found):
        begun = [name[: len(form)] for name in names]
        found += process.extract(form, begun, scorer=fuzz.ratio, limit=limit, score_cutoff=60)
    for scorer, cutoff, letters in ((fuzz.token_sort_ratio, 70, _TELLING), (fuzz.partial_ratio, 82, 2 * _TELLING)):
        if len(form) < letters or _is_close(found):
            break
        found += process.extract(form, names, scorer=scorer, limit=limit, score_cutoff=cutoff)
    return list(dict.fromkeys(films[place] for _, _, place in found))


def _is_close(found: Sequence[tuple[str, float, int]]) -> bool:
    return any(score >= _CLOSE for _, score, _ in found)
