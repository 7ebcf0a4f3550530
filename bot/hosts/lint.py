"""What must hold for the question bank, as pure rules: every breach is a sentence that names the entry."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from rapidfuzz import fuzz, process

from bot.domain.bank import FilmNotes, Impression, QuestionBank
from bot.domain.question import Question
from bot.domain.spoiler import Reveal
from bot.domain.theme import GROUPS, OWN
from bot.domain.wording import tokens, word_count
from bot.errors import ConfigError
from bot.hosts.phrases import Phrases

MOST_WORDS = 40
MOST_WORDS_OPENING = 45
MOST_WORDS_IMPRESSION = 60
ALIKE = 90
"""Of 100 (rapidfuzz token_set_ratio on words): two texts that ask the same."""
FILMS, QUESTIONS_A_FILM = 30, 6
THEMES, QUESTIONS_A_THEME = 25, 4

AFTER = frozenset({"any", "claim", "reading", "objection", "proposal"})
_SENTENCE = re.compile(r"[.!?…]+(?:[\"'”’)]|\s?»)*\s+")
_CLAUSE = re.compile(r"\s?[:;]\s+|\s[–—-]\s")
_LOOSE = re.compile(r" [?!;:»]|« ")
_QUOTING = ('"', "“", "«")


@dataclass(frozen=True, slots=True)
class Asking:
    """How questions are asked in a language, from ``[asking]`` of ``config/host/<language>.toml``; all are patterns.

    ``connective`` may stand before a clause; ``yes_no`` begins one that yes or no would answer; ``word`` is a question
    word, ``second`` what begins a second question behind a first; ``generic`` could be asked about anything.
    """

    connective: re.Pattern[str]
    yes_no: re.Pattern[str]
    word: re.Pattern[str]
    second: re.Pattern[str]
    generic: re.Pattern[str]


def load_asking(config: Path, language: str) -> Asking:
    """Read a language's patterns. Raises ConfigError when they are not usable."""
    path = config / "host" / f"{language}.toml"
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))["asking"]
        return Asking(**{one.name: re.compile(table[one.name], re.IGNORECASE) for one in fields(Asking)})
    except (OSError, ValueError, KeyError, TypeError, re.error) as error:
        raise ConfigError([f"host/{path.name}: [asking] {type(error).__name__} {error}"]) from error


def faults(
    bank: QuestionBank, phrases: Phrases, asking: Asking, *, alike: bool = True, films: int = FILMS
) -> list[str]:
    """Every breach of the bank's rules; without ``alike`` texts are not compared with each other (one second).

    ``films`` is how many must have questions of their own.
    """
    found = [*_ids(bank), *_counts(bank, films)]
    for question in bank.questions:
        found += (f"question {question.id}: {fault}." for fault in _question(question, bank, phrases, asking))
    for film, notes in bank.notes.items():
        found += (f"film {film}: {fault}." for fault in _notes(notes, phrases, asking))
    for theme in bank.vocabulary.values():
        found += (
            f"theme {theme.id}: there is no related theme {other}."
            for other in (*theme.related, *filter(None, [theme.broader]))
            if other not in bank.vocabulary
        )
        if theme.group not in GROUPS or theme.group == OWN:
            found.append(f"theme {theme.id}: its group must be one of {', '.join(GROUPS[:-1])}.")
    return found + (list(_alike(_texts(bank))) if alike else [])


def wording(text: str, phrases: Phrases, asking: Asking, most: int = MOST_WORDS) -> Iterator[str]:
    """What is wrong with the words of a text that asks one open question at its end."""
    marks, words = text.count("?"), word_count(text)
    if marks != 1:
        yield f"it must have one question mark, at the end; it has {marks}"
    elif not text.endswith("?"):
        yield "it must end with its question mark"
    if words > most:
        yield f"it has {words} words; {most} is the most"
    parts = _SENTENCE.split(text)
    asks = next((part for part in reversed(parts) if part.endswith("?")), parts[-1])
    yield from _opener(asks, asking)
    if breach := _second_question(asks, asking):
        yield f'it asks two things in one ("{breach}")'
    if generic := asking.generic.search(text):
        yield f'it could be asked about anything ("{generic.group()}")'
    yield from _tone(text, phrases)


def _opener(asks: str, asking: Asking) -> Iterator[str]:
    """A question that yes or no would answer, in the sentence itself or after its colon or dash."""
    for clause in (asks, _CLAUSE.split(asks)[-1]):
        begins = clause.lstrip()
        while (connective := asking.connective.match(begins)) is not None:
            begins = begins[connective.end() :].lstrip(" ,")
        if (closed := asking.yes_no.match(begins)) is not None:
            begins = closed[0].strip().lower().replace("’", "'")
            yield f'its question begins with "{begins}", so that yes or no would answer it'
            return
    if asking.word.search(asks) is None:
        yield "its question has no what, how, why, who, which, where or when, so that yes or no would answer it"


def _second_question(asks: str, asking: Asking) -> str | None:
    """The words that begin a second question, if the sentence has asked one already."""
    first = asking.word.search(asks)
    second = asking.second.search(asks, first.end()) if first else None
    return second.group() if second else None


def _tone(text: str, phrases: Phrases) -> Iterator[str]:
    if _LOOSE.search(text):
        yield "an ordinary space stands before a mark or inside quotation marks; a line could break there"
    if "!" in text:
        yield "it has an exclamation mark"
    if flattery := phrases.found_in(text):
        yield f'it flatters ("{flattery}")'


def _question(question: Question, bank: QuestionBank, phrases: Phrases, asking: Asking) -> Iterator[str]:
    yield from wording(question.text, phrases, asking)
    if question.theme is not None and question.theme not in bank.vocabulary:
        yield f"there is no theme {question.theme}"
    if question.lens is not None and question.lens not in bank.lenses:
        yield f"there is no lens {question.lens}"
    if question.after is not None and question.after not in AFTER:
        yield f'after = "{question.after}" is none of {", ".join(sorted(AFTER))}'
    if question.film is None:
        if question.reveals is not Reveal.NOTHING:
            yield "it may be asked about any film, so it must reveal nothing"
        if question.theme is None and question.lens is None and question.after is None:
            yield "it has no theme, no lens and no after, so nothing leads to it"
        return
    if not question.cues:
        yield "it has no cues, so nothing in the talk leads to it"
    if question.theme is None:
        yield "it has no theme"
    if any(cue != cue.lower() or not cue.strip() for cue in question.cues):
        yield "its cues must be lower case and not empty"


def _notes(notes: FilmNotes, phrases: Phrases, asking: Asking) -> Iterator[str]:
    for name, text in (("opening", notes.opening), ("opening_unseen", notes.opening_unseen)):
        for fault in wording(text, phrases, asking, MOST_WORDS_OPENING):
            yield f"{name}: {fault}"
    for place, impression in enumerate(notes.impressions, 1):
        for fault in _impression(impression, phrases):
            yield f"impression {place}: {fault}"


def _impression(impression: Impression, phrases: Phrases) -> Iterator[str]:
    words = word_count(impression.text)
    if words > MOST_WORDS_IMPRESSION:
        yield f"it has {words} words; {MOST_WORDS_IMPRESSION} is the most"
    if "?" in impression.text:
        yield "it is a view, so it has no question mark"
    if any(mark in impression.text for mark in _QUOTING):
        yield "it must not have quotation marks, which are for what people said"
    yield from _tone(impression.text, phrases)


def _ids(bank: QuestionBank) -> Iterator[str]:
    for name, times in Counter(q.id for q in bank.questions).items():
        if times > 1:
            yield f"question {name}: {times} questions have this id."


def _counts(bank: QuestionBank, films: int) -> Iterator[str]:
    of_films = Counter(q.film for q in bank.questions if q.film is not None)
    of_themes = Counter(q.theme for q in bank.questions if q.film is None and q.theme is not None)
    yield from _enough("films", of_films, films, QUESTIONS_A_FILM)
    yield from _enough("themes", of_themes, THEMES, QUESTIONS_A_THEME)


def _enough(what: str, counts: Mapping[str, int], least: int, each: int) -> Iterator[str]:
    well = sum(1 for count in counts.values() if count >= each)
    if well < least:
        yield f"questions: {well} {what} have at least {each} questions; there must be {least}."


def _texts(bank: QuestionBank) -> dict[str, str]:
    """Everything the house asks, by the name it has in a fault."""
    named = {f"question {q.id}": q.text for q in bank.questions}
    for film, notes in bank.notes.items():
        named |= {f"film {film}, opening": notes.opening, f"film {film}, opening_unseen": notes.opening_unseen}
    return named


def _alike(texts: Mapping[str, str]) -> Iterator[str]:
    names = list(texts)
    folded = [" ".join(tokens(text)) for text in texts.values()]
    for place, text in enumerate(folded):
        rest = folded[place + 1 :]
        for _, score, further in process.extract_iter(text, rest, scorer=fuzz.token_set_ratio, score_cutoff=ALIKE):
            yield f"{names[place]} and {names[place + 1 + further]} are too much alike ({score:.0f} of 100)."
