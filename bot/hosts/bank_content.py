"""Reads the question bank: themes, lenses, questions, and the notes on films."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial

from bot.domain.bank import FilmNotes, Impression, QuestionBank
from bot.domain.question import Kind, Movement, Question, QuestionId
from bot.domain.spoiler import Reveal
from bot.domain.theme import OWN, Lens, Theme
from bot.hosts.shelf import MISREAD, Shelf, Table

GENERAL = ("themes", "lenses", "evidence")
"""The files of questions that fit any film."""


def read_bank(shelf: Shelf) -> QuestionBank:
    """The bank as it is written, in the language that everything exists in."""
    config = shelf.folder
    vocabulary = {t.id: t for t in shelf.each(config / "themes.toml", "theme", theme_of)}
    lenses = {n.id: n for n in shelf.each(config / "lenses.toml", "lens", lens_of)}
    folder = config / "questions"
    questions: list[Question] = []
    for name in GENERAL:
        questions += shelf.each(folder / f"{name}.toml", "question", partial(_question, film=None))
    notes: dict[str, FilmNotes] = {}
    for path in sorted((folder / "films").glob("*.toml")):
        film = path.stem
        questions += shelf.each(path, "question", partial(_question, film=film))
        try:
            notes[film] = _notes(shelf.table(path))
        except MISREAD as error:
            shelf.fault(path, "", error)
    return QuestionBank(asked_about(vocabulary, questions), lenses, tuple(questions), notes, vocabulary)


def asked_about(vocabulary: Mapping[str, Theme], questions: Iterable[Question]) -> Mapping[str, Theme]:
    """The themes that there are questions about."""
    asked = {question.theme for question in questions}
    return {id_: theme for id_, theme in vocabulary.items() if id_ in asked}


def theme_of(entry: Table) -> Theme:
    """A theme as its table has it."""
    return Theme(
        entry["id"],
        entry["name"],
        entry["definition"],
        tuple(entry["cues"]),
        tuple(entry.get("examples", ())),
        tuple(entry.get("related", ())),
        tuple(entry.get("hints", ())),
        entry.get("broader"),
        tuple(entry.get("both", ())),
        dict(entry.get("names", {})),
        tuple(entry.get("lto", ())),
        entry.get("group", OWN),
    )


def lens_of(entry: Table) -> Lens:
    """A lens as its table has it."""
    return Lens(entry["id"], entry["name"], entry["definition"], tuple(entry.get("cues", ())))


def _question(entry: Table, film: str | None) -> Question:
    return Question(
        id=QuestionId(entry["id"]),
        text=entry["text"],
        kind=Kind(entry["kind"]),
        movement=Movement(entry["movement"]),
        reveals=Reveal(entry["reveals"]),
        film=film,
        theme=entry.get("theme"),
        lens=entry.get("lens"),
        anchor=entry.get("anchor"),
        after=entry.get("after"),
        cues=tuple(entry.get("cues", ())),
    )


def _notes(table: Table) -> FilmNotes:
    impressions = tuple(
        Impression(i["text"], Reveal(i["reveals"]), tuple(i.get("cues", ()))) for i in table.get("impression", ())
    )
    return FilmNotes(table["opening"], table["opening_unseen"], impressions)
