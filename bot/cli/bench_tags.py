"""How well `salon tag` names themes: annotators' sentences about films, where there are some, and how long a turn takes."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.cli.bench_figures import Bench, Figure, NotMeasured
from bot.domain.tagger import Found, Tagger
from bot.hosts.content import load_content

ANNOTATED, NAMES = "lto_films_dev.jsonl", "lto_themes.jsonl"
"""Films with annotated themes, and the themes' names with their aliases (Literary Theme Ontology)."""
PLAIN = 0.5
"""The score from which a tag is plain enough to be shown unasked."""


async def tags(bench: Bench) -> Sequence[Figure]:
    """Right themes among the sentences of every second film, by title: the others may be looked at while themes are written."""
    if bench.talk is None or not (bench.talk.parent / ANNOTATED).is_file():
        raise NotMeasured("no annotated films: name their folder with --data, or in SALON_DATA")
    content = load_content(bench.config)
    vocabulary = content.bank.vocabulary
    tagger = Tagger(vocabulary.values(), content.lexicon)
    themes = {name: theme.id for theme in vocabulary.values() for name in theme.lto}
    themes |= _aliases(bench.talk.parent / NAMES, themes)
    rows = list(_rows(bench.talk.parent / ANNOTATED, themes))
    took, found = [], []
    for text, _, _ in rows:
        began = time.perf_counter()
        found.append(tagger.tags(text))
        took.append(1_000 * (time.perf_counter() - began))
    return [*_right(rows, found), Figure("tagging a sentence", tuple(took), "ms", 1.0), *_sane(found, vocabulary)]


def _right(rows: Sequence[tuple[str, str, frozenset[str]]], found: Sequence[Sequence[Found]]) -> Sequence[Figure]:
    first = sum(tags[:1] != () and tags[0].theme == theme for (_, theme, _), tags in zip(rows, found, strict=True))
    three = sum(any(tag.theme == theme for tag in tags) for (_, theme, _), tags in zip(rows, found, strict=True))
    plain = [(tag.theme in film) for (_, _, film), tags in zip(rows, found, strict=True) for tag in tags if tag.score >= PLAIN]  # fmt: skip
    note = f"{len(rows):,} sentences"
    return [
        Figure("right theme first", (100 * first / len(rows),), "%", 45.0, at_least=True, note=note),
        Figure("right theme among three", (100 * three / len(rows),), "%", 68.0, at_least=True),
        Figure("plain tags that are themes of the film", (100 * sum(plain) / len(plain),), "%", 60.0, at_least=True),
    ]


def _sane(found: Sequence[Sequence[Found]], vocabulary: Mapping[str, object]) -> Sequence[Figure]:
    strange = sum(tag.theme not in vocabulary for tags in found for tag in tags)
    return [Figure("labels outside the vocabulary", (strange,), target=0)]


def _rows(path: Path, themes: Mapping[str, str]) -> Iterator[tuple[str, str, frozenset[str]]]:
    """Sentences with their theme and all themes of their film, of every second film in the order of titles and years."""
    films = sorted(_objects(path), key=lambda film: (film["title"], film["year"]))
    for film in films[1::2]:
        given = [(one["why"], themes[one["theme"]]) for one in film["themes"] if one["theme"] in themes and one["why"].strip()]  # fmt: skip
        own = frozenset(theme for _, theme in given)
        yield from ((why, theme, own) for why, theme in given)


def _aliases(path: Path, themes: Mapping[str, str]) -> Mapping[str, str]:
    known = _objects(path) if path.is_file() else ()
    return {alias: themes[one["name"]] for one in known if one["name"] in themes for alias in one["aliases"] if alias not in themes}  # fmt: skip


def _objects(path: Path) -> Iterator[Any]:
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)
