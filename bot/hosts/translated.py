"""Reads the bank in another language: texts by the ids of the one that everything exists in.

``themes.<language>.toml`` and ``lenses.<language>.toml`` name, define and cue the vocabulary anew;
``questions/<file>.<language>.toml`` hold ``[questions]``, a text by id; ``questions/films.<language>/<film>.toml`` a film's
notes and questions with their cues and anchors; ``films.<language>.jsonl`` titles and blurbs. What kind of question each is,
and how much it gives away, the original says. A film without a file gives way to the themes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol, TypeVar

from bot.domain.bank import FilmNotes, QuestionBank
from bot.domain.content import DEFAULT, Content, Telling
from bot.domain.question import Question
from bot.domain.theme import Lens, Theme
from bot.hosts.bank_content import GENERAL, lens_of, theme_of
from bot.hosts.shelf import MISREAD, Shelf, Table


class _Entry(Protocol):
    @property
    def id(self) -> str: ...


E = TypeVar("E", bound=_Entry)


def translate_bank(shelf: Shelf, bank: QuestionBank, language: str) -> QuestionBank:
    """The bank in another language; what has no translation there is left out, themes and lenses but for their cues."""
    config, folder = shelf.folder, shelf.folder / "questions"
    themes = _vocabulary(shelf, config / f"themes.{language}.toml", "theme", theme_of, bank.vocabulary)
    lenses = _vocabulary(shelf, config / f"lenses.{language}.toml", "lens", lens_of, bank.lenses)
    originals: dict[str, Question] = {question.id: question for question in bank.questions}
    questions: list[Question] = []
    for name in GENERAL:
        path = folder / f"{name}.{language}.toml"
        questions += _known(shelf, path, originals, _texts(shelf, path), None)
    notes: dict[str, FilmNotes] = {}
    for path in sorted((folder / f"films.{language}").glob("*.toml")):
        film, table = path.stem, shelf.table(path)
        if film not in bank.notes:
            shelf.faults.append(f"{shelf.name(path)}: questions/films has no film of that name.")
            continue
        entries = ((entry["id"], entry) for entry in shelf.entries(path, "question"))
        questions += _known(shelf, path, originals, entries, film)
        try:
            notes[film] = _notes(table, bank.notes[film])
        except MISREAD as error:
            shelf.fault(path, "", error)
    vocabulary = {id_: _renamed(theme, themes.get(id_)) for id_, theme in bank.vocabulary.items()}
    return QuestionBank(
        {id_: vocabulary[id_] for id_ in bank.themes},
        {id_: _relensed(lens, lenses.get(id_)) for id_, lens in bank.lenses.items()},
        tuple(questions),
        notes,
        vocabulary,
    )


def read_tellings(shelf: Shelf, language: str) -> Mapping[str, Telling]:
    """Titles and blurbs by film."""
    path = shelf.folder / f"films.{language}.jsonl"
    told: dict[str, Telling] = {}
    for number, line in enumerate(_lines(shelf, path), 1):
        try:
            row = json.loads(line)
            if row["id"] in told:
                raise ValueError(f"{row['id']} is there twice")
            told[row["id"]] = _telling(row)
        except MISREAD as error:
            shelf.fault(path, f"line {number}", error)
    return told


def lacking(content: Content, other: Content) -> Iterator[str]:
    """What a language lacks of another, a sentence each. Films may be lacking: their questions give way to the themes'."""
    bank, translated = content.bank, other.bank
    there = {question.id for question in translated.questions}
    for question in bank.questions:
        if question.id not in there and (question.film is None or question.film in translated.notes):
            yield f"question {question.id}: it has no translation."
    for kind, entries, others in (
        ("theme", bank.vocabulary, translated.vocabulary),
        ("lens", bank.lenses, translated.lenses),
    ):
        yield from (f"{kind} {id_}: it has no translation." for id_, entry in entries.items() if entry.cues and not others[id_].cues)  # fmt: skip


def _vocabulary(
    shelf: Shelf, path: Path, name: str, make: Callable[[Table], E], originals: Mapping[str, E]
) -> dict[str, E]:
    """The entries of a file by id; one that the original lacks, and a second of the same id, is a fault."""
    read: dict[str, E] = {}
    for entry in shelf.each(path, name, make):
        if entry.id in read:
            shelf.faults.append(f"{shelf.name(path)}: {name} {entry.id}: it is there twice.")
        if entry.id not in originals:
            shelf.faults.append(f"{shelf.name(path)}: {name} {entry.id}: the original has none of that id.")
        read[entry.id] = entry
    return read


def _texts(shelf: Shelf, path: Path) -> list[tuple[str, Table]]:
    """The ``[questions]`` of a file: a text by id."""
    table = shelf.table(path).get("questions", {})
    if not isinstance(table, dict):
        shelf.faults.append(f"{shelf.name(path)}: questions must be a table, [questions], of texts by id.")
        return []
    return [(id_, {"text": text}) for id_, text in table.items()]


def _renamed(theme: Theme, by: Theme | None) -> Theme:
    """The theme in another language; without a translation it keeps its name and has nothing to be found by."""
    return (
        replace(
            by,
            related=theme.related,
            broader=theme.broader,
            names={**theme.names, DEFAULT: theme.name},
            lto=theme.lto,
            group=theme.group,
        )
        if by
        else replace(theme, cues=(), hints=(), examples=(), both=())
    )


def _relensed(lens: Lens, by: Lens | None) -> Lens:
    return by or replace(lens, cues=())


def _known(
    shelf: Shelf, path: Path, originals: Mapping[str, Question], entries: Iterable[tuple[str, Table]], film: str | None
) -> Iterator[Question]:
    """The originals with the words of a file; entries that are no originals of this film or come again are faults."""
    seen: set[str] = set()
    for id_, entry in entries:
        if id_ in seen:
            shelf.faults.append(f"{shelf.name(path)}: question {id_}: it is there twice.")
            continue
        seen.add(id_)
        original = originals.get(id_)
        if original is None or original.film != film:
            shelf.faults.append(f"{shelf.name(path)}: question {id_}: the original has no such question.")
            continue
        try:
            yield _in_words(original, entry)
        except MISREAD as error:
            shelf.fault(path, f"question {id_}", error)


def _in_words(original: Question, entry: Table) -> Question:
    text, anchor, cues = _text(entry, "text"), entry.get("anchor"), _cues(entry)
    if not isinstance(anchor, str | None):
        raise TypeError("its anchor must be a text")
    if original.film is not None and bool(original.anchor) != bool(anchor):
        raise ValueError("it must have an anchor where the original has one")
    return replace(original, text=text, anchor=anchor, cues=cues)


def _notes(table: Table, original: FilmNotes) -> FilmNotes:
    views: list[Table] = list(table.get("impression", ()))
    if len(views) != len(original.impressions):
        raise ValueError(f"it must have {len(original.impressions)} impressions, in the original's order")
    impressions = tuple(
        replace(one, text=_text(view, "text"), cues=_cues(view))
        for one, view in zip(original.impressions, views, strict=True)
    )
    return FilmNotes(_text(table, "opening"), _text(table, "opening_unseen"), impressions)


def _text(table: Table, name: str) -> str:
    text = table[name]
    if not isinstance(text, str):
        raise TypeError(f"{name} must be a text in quotation marks")
    return text


def _cues(table: Table) -> tuple[str, ...]:
    cues = table.get("cues", [])
    if not (isinstance(cues, list) and all(isinstance(cue, str) for cue in cues)):
        raise TypeError("cues must be a list of words or phrases")
    return tuple(cues)


def _telling(row: Mapping[str, Any]) -> Telling:
    title, blurb = row.get("title", ""), row.get("blurb", "")
    if not (isinstance(title, str) and isinstance(blurb, str)):
        raise TypeError("title and blurb must be texts")
    characters = row.get("characters", [])
    if not isinstance(characters, list):
        raise TypeError("characters must be a list of names")
    return Telling(title.strip(), blurb.strip(), tuple(map(str, characters)))


def _lines(shelf: Shelf, path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError) as error:
        shelf.fault(path, "", error)
        return []
