"""The one sentence that stands over an evening's record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from bot.domain.point import Point, PointKind
from bot.domain.recap import ItemKind, RecapItem
from bot.domain.turn import TurnId
from bot.domain.wording import tokens
from bot.hosts.lines import is_clean
from bot.hosts.recap_ledger import Ledger

_SHORTEST, _LONGEST, _LONGEST_AT_ALL = 4, 14, 18  # words
_WORTH = 2.6  # what somebody's words must weigh to stand over the whole evening, by ``_fit``
_WORTH_OVER_THEMES = 6.0  # the same where the evening's themes could be named instead
_OPENING = 4  # words in which a line about oneself, or about what somebody says, begins so
_RINGS = 0.7  # how well words must stand alone (``Ledger.ring``)
_LOOKED_AT = 12  # of the weightiest points
_SHORT, _LONG = 12, 24  # turns of participants
_HEADS = frozenset({PointKind.READING, PointKind.OBJECTION, PointKind.PROPOSAL, PointKind.CLAIM, PointKind.EVIDENCE})


def headline(ledger: Ledger, items: Sequence[RecapItem]) -> str:
    """The film, and what it was about tonight: somebody's words, else what stayed in dispute, else the themes."""
    film, forms = ledger.room.salon.film.title, ledger.speech.recap
    themes = _themes(ledger)[:2]
    names = [ledger.room.reader.vocabulary.name(theme) for theme in themes]
    if line := _words(ledger, _LONGEST, _WORTH_OVER_THEMES if names else _WORTH):
        return forms["headline_quote"].format(film=film, quote=line)
    disputed = {turn for item in items if item.kind is ItemKind.DISAGREEMENT for turn in item.turns}
    if themes and any(themes[0] in p.themes for p in ledger.room.points if p.turn_id in disputed):
        return forms["headline_dispute"].format(film=film, theme=names[0])
    if len(names) > 1:
        return forms["headline_two"].format(film=film, theme=names[0], other=names[1])
    if names:
        return forms["headline_one"].format(film=film, theme=names[0])
    if line := _words(ledger, _LONGEST_AT_ALL):
        return forms["headline_quote"].format(film=film, quote=line)
    return forms["headline_bare"].format(film=film)


def _words(ledger: Ledger, longest: int, worth: float = _WORTH) -> str:
    """The best line that is short enough, stands by itself and says something."""
    best = max(((_fit(ledger, p, longest), -n, p) for n, p in enumerate(ledger.ranked[:_LOOKED_AT])), default=None, key=lambda r: r[:2])  # fmt: skip
    return ledger.lines[best[2]] if best is not None and best[0] >= worth else ""


def _fit(ledger: Ledger, point: Point, longest: int) -> float:
    line = ledger.lines[point]
    if point.kind not in _HEADS or not _SHORTEST <= len(line.split()) <= longest or not ledger.judges(point):
        return 0.0
    words = tokens(line)
    if not is_clean(line):
        return 0.0
    head = words[:_OPENING]
    weak = words[0] in ledger.lexicon.weak_openers or ledger.lexicon.stance.any(head)
    weak = weak or ledger.lexicon.heat.reported.any(head)
    ring = ledger.ring(point)
    return ledger.weights[point] + 2 * (ring - ledger.dull(point)) - 1.5 * weak if ring >= _RINGS else 0.0


def _themes(ledger: Ledger) -> list[str]:
    """Themes with at least two turns (or one in a short evening), most evidence first."""
    turns: dict[str, set[TurnId]] = {}
    strength: Counter[str] = Counter()
    for point in ledger.room.points:
        for place, theme in enumerate(point.themes[:2]):
            turns.setdefault(theme, set()).add(point.turn_id)
            strength[theme] += 2 - place
    many = ledger.room.person_turns
    least = 3 if many > _LONG else 2 if many > _SHORT else 1
    return sorted((t for t, found in turns.items() if len(found) >= least), key=lambda t: (-strength[t], t))
