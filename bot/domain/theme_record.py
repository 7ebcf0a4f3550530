"""The themes of an evening in its record: proposed or confirmed, each with the turns that speak of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.domain.evidence import Evidence, gathered, proposable
from bot.domain.recap import ItemKind, Recap, RecapItem
from bot.domain.theme import Tag, Theme, Verdict
from bot.domain.wording import overlap, tokens

MOST = 4
"""Themes of one record."""
_TURNS = 4  # that a theme names
_LOOKED_AT = 12  # themes with evidence, to find distinct ones among
_ALIKE = 0.5  # of the shorter name's words


def with_themes(
    recap: Recap,
    tags: Sequence[Tag],
    said: Mapping[str, Verdict],
    known: Mapping[str, Theme],
    forms: Mapping[str, str],
    title: str,
) -> Recap:
    """The record with its themes made anew from the tags of the room's turns, whoever wrote the rest.

    ``said`` is what the server says of this film's themes, ``title`` the film's; ``forms`` are the host's, "theme" and
    "theme_confirmed" around ``{theme}``, and those of headlines. A headline that names a rejected theme, or
    nothing but the film, gives way.
    """
    found = (one for one in gathered(tags) if one.theme in known)
    items = [
        RecapItem(
            ItemKind.THEME,
            forms["theme_confirmed" if (sure := said.get(one.theme) is Verdict.CONFIRMED) else "theme"].format(
                theme=known[one.theme].name
            ),
            one.turns[:_TURNS],
            theme=one.theme,
            confirmed=sure,
        )
        for one in _distinct(proposable(tuple(found), said, _LOOKED_AT), said, known)
    ]
    rest = (item for item in recap.items if item.kind is not ItemKind.THEME)
    names = [known[item.theme].name for item in items if item.theme]
    rejected = [known[t].name for t, verdict in said.items() if verdict is Verdict.REJECTED and t in known]
    bare = recap.headline == forms["headline_bare"].format(film=title)
    named = bare or any(_named(name, recap.headline) for name in rejected)
    headline = _headline(names, forms, title) if named else recap.headline
    return replace(recap, headline=headline, items=(*rest, *items))


def _distinct(found: Sequence[Evidence], said: Mapping[str, Verdict], known: Mapping[str, Theme]) -> list[Evidence]:
    """The first of them whose names have no more than half of their words in common; confirmed ones in any case."""
    kept: list[Evidence] = []
    names: list[frozenset[str]] = []
    for one in found:
        name = frozenset(tokens(known[one.theme].name))
        sure = said.get(one.theme) is Verdict.CONFIRMED
        if len(kept) < MOST and (sure or all(overlap(name, other) <= _ALIKE for other in names)):
            kept.append(one)
            names.append(name)
    return kept


def _named(theme: str, headline: str) -> bool:
    """Whether a headline made of themes names one; words that somebody said, in quotation marks, name none."""
    quotes = any(mark in headline for mark in '"“«')
    return not quotes and re.search(rf"(?<!\w){re.escape(theme)}(?!\w)", headline) is not None


def _headline(names: Sequence[str], forms: Mapping[str, str], title: str) -> str:
    if len(names) > 1:
        return forms["headline_two"].format(film=title, theme=names[0], other=names[1])
    return (
        forms["headline_one"].format(film=title, theme=names[0]) if names else forms["headline_bare"].format(film=title)
    )
