"""Loads what the house host knows and says: questions, themes, lenses, the lexicon and the forms of speech.

Every fault of every file is collected, so that one ``salon check`` names them all.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, TypeVar

from bot.domain.bank import FilmNotes, Impression, QuestionBank, Uptake
from bot.domain.heat_cues import HeatCues
from bot.domain.lexicon import Lexicon, PhraseSet
from bot.domain.point import PointKind
from bot.domain.question import Kind, Movement, Question, QuestionId
from bot.domain.speech import Case, Counter, Heads, Speech, Stalled, TurnBack
from bot.domain.spoiler import Reveal
from bot.domain.theme import Lens, Theme
from bot.errors import ConfigError
from bot.hosts.whatif_content import workshop_of

T = TypeVar("T")
Table = Mapping[str, Any]
_PHRASES = (
    "small_talk", "trivia", "film_talk", "persons", "causal", "contrast", "stance", "intense", "agree", "disagree", "gave_way",
    "fillers", "copula", "synopsis", "personal", "crude", "unseen", "not_seen", "seen_before", "asks_view", "asks_host", "announces", "farewells",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Content:
    """The house host's whole equipment in one language."""

    bank: QuestionBank
    lexicon: Lexicon
    speech: Speech


class _Shelf:
    """Reads files and keeps a list of what is wrong with them."""

    def __init__(self) -> None:
        self.faults: list[str] = []

    def table(self, path: Path) -> Table:
        """A TOML file, or an empty table and a fault."""
        try:
            with path.open("rb") as file:
                return tomllib.load(file)
        except (OSError, tomllib.TOMLDecodeError) as error:
            self.faults.append(f"{path.name}: {error}")
            return {}

    def each(self, path: Path, name: str, make: Callable[[Table], T]) -> list[T]:
        """Every entry of a list of tables, made into something; entries that cannot be are faults."""
        made: list[T] = []
        for place, entry in enumerate(self.table(path).get(name, []), 1):
            try:
                made.append(make(entry))
            except (KeyError, ValueError, TypeError) as error:
                self.faults.append(f"{path.name}: {name} {entry.get('id', place)}: {type(error).__name__} {error}")
        return made


def load_content(config: Path, language: str = "en") -> Content:
    """Read everything below the configuration folder. Raises ConfigError with all faults."""
    shelf = _Shelf()
    bank = _bank(shelf, config)
    host = shelf.table(config / "host" / f"{language}.toml")
    lexicon, speech = None, None
    try:
        lexicon, speech = _lexicon(host), _speech(host)
    except (KeyError, ValueError, TypeError) as error:
        shelf.faults.append(f"host/{language}.toml: {type(error).__name__} {error}")
    if shelf.faults or lexicon is None or speech is None:
        raise ConfigError(shelf.faults)
    return Content(bank, lexicon, speech)


def _bank(shelf: _Shelf, config: Path) -> QuestionBank:
    themes = {t.id: t for t in shelf.each(config / "themes.toml", "theme", _theme)}
    lenses = {n.id: n for n in shelf.each(config / "lenses.toml", "lens", _lens)}
    folder = config / "questions"
    questions: list[Question] = []
    for name in ("themes", "lenses", "evidence"):
        questions += shelf.each(folder / f"{name}.toml", "question", lambda entry: _question(entry, None))
    notes: dict[str, FilmNotes] = {}
    for path in sorted((folder / "films").glob("*.toml")):
        film = path.stem
        questions += shelf.each(path, "question", lambda entry, film=film: _question(entry, film))  # type: ignore[misc]
        try:
            notes[film] = _notes(shelf.table(path))
        except (KeyError, ValueError, TypeError) as error:
            shelf.faults.append(f"{path.name}: {type(error).__name__} {error}")
    return QuestionBank(themes, lenses, tuple(questions), notes)


def _theme(entry: Table) -> Theme:
    return Theme(
        entry["id"],
        entry["name"],
        entry["definition"],
        tuple(entry["cues"]),
        tuple(entry.get("examples", ())),
        tuple(entry.get("related", ())),
    )


def _lens(entry: Table) -> Lens:
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


def _lexicon(host: Table) -> Lexicon:
    table = host["lexicon"]
    phrases = {name: PhraseSet(table[name]) for name in _PHRASES}
    return Lexicon(
        stop=frozenset(table["stop"].split()),
        kinds={PointKind(kind): PhraseSet(cues) for kind, cues in table["kinds"].items()},
        question_openers=frozenset(table["question_openers"]),
        weak_openers=frozenset(table["weak_openers"]),
        clause_break=re.compile(table["clause_break"]),
        heat=_heat(host["heat"]),
        **phrases,
    )


def _heat(table: Table) -> HeatCues:
    made: Table = {"PhraseSet": PhraseSet, "frozenset[str]": frozenset, "re.Pattern[str]": re.compile}
    return HeatCues(**{f.name: made[str(f.type)](table[f.name]) for f in fields(HeatCues)})


def _speech(host: Table) -> Speech:
    return Speech(
        uptakes=tuple(
            Uptake(QuestionId("uptake:" + u["id"]), u["after"], u["alone"], u["anyone"], u["question"])
            for u in host["uptake"]
        ),
        heads={kind: Heads(tuple(h["alone"]), tuple(h["anyone"])) for kind, h in host["heads"].items()},
        connect=tuple(host["connect"]["forms"]),
        connect_questions=tuple(host["connect"]["questions"]),
        nudge=tuple(host["nudge"]["forms"]),
        nudge_alone=tuple(host["nudge"]["forms_alone"]),
        replies={name: tuple(forms) for name, forms in host["replies"].items()},
        opening={name: tuple(forms) for name, forms in host["opening"].items()},
        recap=dict(host["recap"]),
        stalled={mode: Stalled(tuple(s["forms"]), tuple(s["questions"])) for mode, s in host["stalled"].items()},
        turn_back=tuple(TurnBack(t["head"], t["question"]) for t in host["turn_back"]),
        counter=_counter(host["counter"]),
        workshop=workshop_of(host["whatif"]),
        praise=tuple(host["lexicon"]["praise"]),
        dislike=tuple(host["lexicon"]["dislike"]),
    )


def _counter(table: Table) -> Counter:
    cases = {
        str(kind): tuple(Case(c["alone"], c["anyone"], c["question"]) for c in table[kind])
        for kind in (*PointKind, "praise", "dislike", "agreed")
        if kind != PointKind.QUESTION
    }
    return Counter(tuple(table["signs"]), tuple(table["scenes"]), cases)
