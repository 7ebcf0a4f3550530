"""How well `salon tag` names themes: annotators' sentences about films, where there are some, and how long a turn takes."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bot.cli.bench_figures import Bench, Figure, NotMeasured
from bot.domain.content import DEFAULT
from bot.domain.tagger import PLAIN, Found
from bot.hosts.content import load_content
from bot.hosts.embedding import installed
from bot.hosts.meaning import best_maker
from bot.hosts.tagging import Maker, lexical

ANNOTATED, NAMES = "lto_films_dev.jsonl", "lto_themes.jsonl"
"""Films with annotated themes, and the themes' names with their aliases (Literary Theme Ontology)."""
SMALL_TALK = Path(__file__).with_name("small_talk.json")
"""Where small talk stands in the real talk, judged by people: [conversation, message], both counted from 0."""


@dataclass(frozen=True, slots=True)
class _Bars:
    """What is asked of a tagger: percentages, and milliseconds a sentence. ``name`` goes before its figures."""

    name: str
    first: float
    three: float
    took: float


_LEXICAL = _Bars("", 45.0, 68.0, 1.0)
_BY_MEANING = _Bars("by meaning: ", 55.0, 78.0, 6.0)
Row = tuple[str, str, frozenset[str]]
"""A sentence, its theme, and all themes of its film."""


async def tags(bench: Bench) -> Sequence[Figure]:
    """Right themes among the sentences of every second film, by title: the others may be looked at while themes are written."""
    if bench.talk is None or not (bench.talk.parent / ANNOTATED).is_file():
        raise NotMeasured("no annotated films: name their folder with --data, or in SALON_DATA")
    vocabulary = load_content(bench.config).bank.vocabulary
    themes = {name: theme.id for theme in vocabulary.values() for name in theme.lto}
    themes |= _aliases(bench.talk.parent / NAMES, themes)
    rows = list(_rows(bench.talk.parent / ANNOTATED, themes))
    chatter = list(_chatter(bench.talk))
    figures = list(_measured(bench, lexical, _LEXICAL, rows, chatter))
    if installed():
        figures += _measured(bench, best_maker(bench.room("embeddings")), _BY_MEANING, rows, chatter)
    else:
        figures[0] = replace(figures[0], note=f"{figures[0].note}; by meaning: the extra semantic is not installed")
    return figures


def _measured(bench: Bench, make: Maker, bars: _Bars, rows: Sequence[Row], chatter: Sequence[str]) -> Sequence[Figure]:
    content = load_content(bench.config)
    vocabulary = content.bank.vocabulary
    tagger = make(list(vocabulary.values()), content.lexicon, DEFAULT)
    took, found = [], []
    for text, _, _ in rows:
        began = time.thread_time()
        found.append(tagger.tags(text))
        took.append(1_000 * (time.thread_time() - began))
    about_nothing = [tagger.tags(text) for text in chatter]
    tagged = 100 * sum(tags != () for tags in about_nothing) / len(chatter)
    return [
        *_right(rows, found, bars),
        Figure(f"{bars.name}small talk with a theme", (tagged,), "%", 5.0, note=f"{len(chatter):,} turns"),
        Figure(f"{bars.name}tagging a sentence", tuple(took), "ms", bars.took, note="of one core"),
        *_sane([*found, *about_nothing], vocabulary, bars),
    ]


def _right(rows: Sequence[Row], found: Sequence[Sequence[Found]], bars: _Bars) -> Sequence[Figure]:
    first = sum(tags[:1] != () and tags[0].theme == theme for (_, theme, _), tags in zip(rows, found, strict=True))
    three = sum(any(tag.theme == theme for tag in tags) for (_, theme, _), tags in zip(rows, found, strict=True))
    plain = [(tag.theme in film) for (_, _, film), tags in zip(rows, found, strict=True) for tag in tags if tag.score >= PLAIN]  # fmt: skip
    note = f"{len(rows):,} sentences"
    correct = 100 * sum(plain) / len(plain) if plain else 0.0
    return [
        Figure(f"{bars.name}right theme first", (100 * first / len(rows),), "%", bars.first, at_least=True, note=note),
        Figure(f"{bars.name}right theme among three", (100 * three / len(rows),), "%", bars.three, at_least=True),
        Figure(f"{bars.name}plain tags that are themes of the film", (correct,), "%", 60.0, at_least=True),
    ]


def _sane(found: Sequence[Sequence[Found]], vocabulary: Mapping[str, object], bars: _Bars) -> Sequence[Figure]:
    strange = sum(tag.theme not in vocabulary for tags in found for tag in tags)
    return [Figure(f"{bars.name}labels outside the vocabulary", (strange,), target=0)]


def _rows(path: Path, themes: Mapping[str, str]) -> Iterator[Row]:
    """Sentences with their theme and all themes of their film, of every second film in the order of titles and years."""
    films = sorted(_objects(path), key=lambda film: (film["title"], film["year"]))
    for film in films[1::2]:
        given = [(one["why"], themes[one["theme"]]) for one in film["themes"] if one["theme"] in themes and one["why"].strip()]  # fmt: skip
        own = frozenset(theme for _, theme in given)
        yield from ((why, theme, own) for why, theme in given)


def _chatter(talk: Path) -> Iterator[str]:
    """The turns of small talk. Raises NotMeasured when the talk is not the one that was judged."""
    conversations = list(_objects(talk))
    for conversation, message in json.loads(SMALL_TALK.read_text(encoding="utf-8")):
        try:
            yield conversations[conversation]["messages"][message]["text"]
        except IndexError:
            raise NotMeasured(f"{talk.name} is not the talk whose small talk was judged") from None


def _aliases(path: Path, themes: Mapping[str, str]) -> Mapping[str, str]:
    known = _objects(path) if path.is_file() else ()
    return {alias: themes[one["name"]] for one in known if one["name"] in themes for alias in one["aliases"] if alias not in themes}  # fmt: skip


def _objects(path: Path) -> Iterator[Any]:
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)
