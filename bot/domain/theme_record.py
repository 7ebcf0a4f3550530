"""The themes of an evening in its record: proposed or confirmed, each with the turns that speak of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.domain.evidence import gathered, proposable
from bot.domain.recap import ItemKind, Recap, RecapItem
from bot.domain.theme import Tag, Theme, Verdict

MOST = 4
"""Themes of one record."""
_TURNS = 4  # that a theme names


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
    "theme_confirmed" around ``{theme}``, and those of headlines. A headline that names a rejected theme gives way.
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
        for one in proposable(tuple(found), said, MOST)
    ]
    rest = (item for item in recap.items if item.kind is not ItemKind.THEME)
    names = [known[item.theme].name for item in items if item.theme]
    rejected = [known[t].name for t, verdict in said.items() if verdict is Verdict.REJECTED and t in known]
    named = any(name in recap.headline for name in rejected)
    headline = _headline(names, forms, title) if named else recap.headline
    return replace(recap, headline=headline, items=(*rest, *items))


def _headline(names: Sequence[str], forms: Mapping[str, str], title: str) -> str:
    if len(names) > 1:
        return forms["headline_two"].format(film=title, theme=names[0], other=names[1])
    return (
        forms["headline_one"].format(film=title, theme=names[0]) if names else forms["headline_bare"].format(film=title)
    )
