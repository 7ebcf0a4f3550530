"""Which words of a week go into its digest: the best line of each salon, what was left open, and themes against earlier weeks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from bot.domain.digest import Arc, Line, Spot
from bot.domain.film import Film
from bot.domain.recap import ItemKind, Recap, RecapItem
from bot.domain.theme_talk import Talked
from bot.domain.turn import Source, Turn, TurnId
from bot.domain.wording import fold

ARCS, EARLIER = 3, 3
"""Themes that a digest follows, and films that it names with each from earlier weeks."""
_CLEAR = 2  # turns of a week from which a theme has come up, where nobody confirmed it
_FIRST = (ItemKind.QUOTE, ItemKind.POINT, ItemKind.DISAGREEMENT)
_GAP = re.compile(r"\[?(?:\.\.\.|…)\]?")
_MARKS = re.compile('["“”„«»]')
_JOINTS = " :\u00a0\u202f–—-"


def best_line(recap: Recap, turns: Mapping[TurnId, Turn], channel_id: int) -> Line | None:
    """The line of a record that is worth repeating first: one it names as such, else a claim.

    It is never the host's, and none that stands over the whole record.
    """
    above = fold(recap.headline)
    said = {turn_id: turn for turn_id, turn in turns.items() if not turn.by_host}
    for kind in _FIRST:
        for item in recap.items:
            line = _line(item, said, channel_id) if item.kind is kind else None
            if line is not None and fold(line.words) not in above:
                return line
    return None


def left_open(recap: Recap, turns: Mapping[TurnId, Turn], channel_id: int) -> Line | None:
    """What a salon left open and somebody could take up again: a question before anything else."""
    found = [
        line
        for item in recap.items
        if item.kind is ItemKind.OPEN and (line := _line(item, turns, channel_id)) is not None
    ]
    asked = (line for line in found if line.words.rstrip().endswith("?"))
    return next(asked, found[0] if found else None)


def headline(recap: Recap, film: Film) -> tuple[str, bool]:
    """A record's headline without the film's title, and whether it may hold words about the film: a quotation, or a model's."""
    text = recap.headline.strip()
    for title in sorted({film.title, *film.titles}, key=len, reverse=True):
        if title and text.casefold().startswith(title.casefold()) and not text[len(title) :][:1].isalnum():
            text = text[len(title) :].lstrip(_JOINTS)
            break
    return text, recap.source is Source.AI or _MARKS.search(text) is not None


def named_theme(recap: Recap) -> str | None:
    """The theme that stands for an evening: one that the room confirmed, else the first that was put forward."""
    themes = [item for item in recap.items if item.kind is ItemKind.THEME and item.theme]
    best = next((item for item in themes if item.confirmed), themes[0] if themes else None)
    return None if best is None else best.theme


def rests_on(recap: Recap) -> frozenset[TurnId]:
    """The turns that a record names."""
    return frozenset(turn for item in recap.items for turn in item.turns)


def _line(item: RecapItem, turns: Mapping[TurnId, Turn], channel_id: int) -> Line | None:
    """The first of an item's quotations that still stands in one of its turns."""
    for quote, speaker in ((item.quote, item.speaker), (item.second_quote, item.second_speaker)):
        for turn in (turns[one] for one in item.turns if quote and one in turns):
            if quote and turn.message_id is not None and _stands(quote, turn.text):
                return Line(quote, speaker or turn.author_name, Spot(channel_id, turn.message_id))
    return None


def _stands(quote: str, text: str) -> bool:
    said = fold(text)
    parts = [fold(part) for part in _GAP.split(quote)]
    return all(part in said for part in parts if part)


def themes_of(rows: Iterable[Talked]) -> Mapping[str, Sequence[Talked]]:
    """What a week's salons said of each theme, of those that clearly came up: most salons first, then most turns."""
    by_theme: dict[str, list[Talked]] = {}
    for row in rows:
        by_theme.setdefault(row.theme, []).append(row)
    clear = {
        theme: found
        for theme, found in by_theme.items()
        if sum(row.turns for row in found) >= _CLEAR or any(row.confirmed for row in found)
    }
    return dict(sorted(clear.items(), key=lambda pair: (-len(pair[1]), -sum(row.turns for row in pair[1]), pair[0])))


def arcs(
    now: Mapping[str, Sequence[Talked]], before: Iterable[Talked], names: Mapping[str, str], most: int = ARCS
) -> tuple[Arc, ...]:
    """The themes of a week that came up earlier too, or in several salons of it.

    ``before`` are salons of earlier weeks, newest first; ``names`` are those of the themes that are known.
    """
    earlier: dict[str, list[Talked]] = {}
    for row in before:
        earlier.setdefault(row.theme, []).append(row)
    made = [_arc(theme, names[theme], rows, earlier.get(theme, ())) for theme, rows in now.items() if theme in names]
    worth = [one for one in made if one.earlier or one.salons > 1]
    return tuple(sorted(worth, key=lambda one: (-one.salons, not one.earlier))[:most])


def _arc(theme: str, name: str, rows: Sequence[Talked], before: Sequence[Talked]) -> Arc:
    films = {row.film.id: row.film for row in rows}
    latest: dict[str, Talked] = {}
    for row in before:
        if row.film.id not in films:
            latest.setdefault(row.film.id, row)
    shown = [(row.film, row.opened_at) for row in latest.values()][:EARLIER]
    return Arc(theme, name, len(rows), tuple(films.values()), tuple(shown), len(latest) - len(shown))
