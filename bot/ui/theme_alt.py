"""The pictures of themes in words, for those who do not see them: the alternative text of the attachment."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence

from bot.domain.theme_map import Constellation, Evening, Star, Strand
from bot.ui.pictures.constellation import facts as map_facts
from bot.ui.pictures.evening import MOST, facts
from bot.ui.pictures.timing import written
from bot.ui.texts import Locale

LIMIT = 1_024
"""Characters that Discord lets the description of an attachment have (discord.com/developers/docs, message: attachment)."""
_NAME, _FILM = 60, 60
_PAIRS = 3
_ROOM_FOR_PAIRS, _ROOM_FOR_CLUSTERS = 320, 160


def constellation_alt(constellation: Constellation, groups: Mapping[str, str], texts: Locale) -> str:
    """What a constellation shows: how many themes, the largest with their films, which share most films.

    ``groups`` are the names of groups by id, which stand in for a theme without a name. ValueError without themes.
    """
    if not constellation.stars:
        raise ValueError("a constellation without stars is not described")
    stars = sorted(constellation.stars, key=lambda star: (-star.turns, star.theme))
    names = {
        star.theme: _plain(star.name, _NAME) or _plain(groups.get(star.theme, star.theme), _NAME) for star in stars
    }
    head = texts.get("map.alt.constellation", facts=map_facts(constellation, texts).replace(" · ", ", "))
    pairs = _pairs(constellation, names, texts)
    clusters = _clusters(stars, groups, texts)
    room = LIMIT - sum(len(part) + 1 for part in (head, clusters, pairs))
    listed = _listed([_star(star, names[star.theme], texts) for star in stars], "map.alt.stars", room, texts)
    return _cut(" ".join(part for part in (head, listed, clusters, pairs) if part))


def evening_alt(evenings: Sequence[Evening], texts: Locale) -> str:
    """What a picture of evenings shows: each with its themes, how much was said of them and when. ValueError without any."""
    if not evenings:
        raise ValueError("no evening is not described")
    shown = evenings[:MOST]
    parts = [_evening(evening, (LIMIT - len(shown)) // len(shown), texts) for evening in shown]
    return _cut(" ".join(parts))


def _star(star: Star, name: str, texts: Locale) -> str:
    turns = texts.get("map.turns", n=star.turns)
    films = ", ".join(text for film in star.films[:2] if (text := _plain(film, _FILM)))
    if films:
        return texts.get("map.alt.star_films", name=name, turns=turns, films=films)
    return texts.get("map.alt.star", name=name, turns=turns)


def _pairs(constellation: Constellation, names: Mapping[str, str], texts: Locale) -> str:
    ranked = sorted(constellation.edges, key=lambda edge: (-edge.films, edge.one, edge.other))
    known = [edge for edge in ranked if edge.films > 0 and edge.one in names and edge.other in names]
    pairs = [
        texts.get(
            "map.alt.pair", one=names[edge.one], other=names[edge.other], films=texts.get("map.films", n=edge.films)
        )
        for edge in known[:_PAIRS]
    ]
    kept = _within(pairs, _ROOM_FOR_PAIRS)
    return texts.get("map.alt.pairs", pairs=_joined(kept, texts)) if kept else ""


def _clusters(stars: Sequence[Star], groups: Mapping[str, str], texts: Locale) -> str:
    """The groups of several themes, which the picture shows as clusters."""
    members = Counter(star.group for star in stars)
    named = [
        texts.get(
            "map.alt.cluster", name=_plain(groups.get(group, group), _NAME), themes=texts.get("map.themes", n=count)
        )
        for group, count in sorted(members.items(), key=lambda item: (-item[1], item[0]))
        if count > 1
    ]
    kept = _within(named[:_PAIRS], _ROOM_FOR_CLUSTERS)
    return texts.get("map.alt.clusters", clusters=_joined(kept, texts)) if kept else ""


def _evening(evening: Evening, room: int, texts: Locale) -> str:
    about = facts(evening, texts).replace(" · ", ", ")
    head = texts.get("map.alt.evening", film=_plain(evening.film, 120), facts=about)
    host = texts.get("map.alt.host", times=texts.get("map.times", n=len(evening.host))) if evening.host else ""
    strands = [_strand(strand, texts) for strand in evening.strands if strand.moments]
    left = room - len(head) - len(host) - 2
    listed = _listed(strands, None, left, texts) if strands else texts.get("map.nothing")
    return " ".join(part for part in (head, listed, host) if part)


def _strand(strand: Strand, texts: Locale) -> str:
    first, last = (written(moment, texts) for moment in (strand.moments[0], strand.moments[-1]))
    same = first == last
    when = texts.get("map.alt.at", moment=first) if same else texts.get("map.alt.between", first=first, last=last)
    turns = texts.get("map.turns", n=len(strand.moments))
    name = _plain(strand.name, _NAME) or _plain(strand.theme, _NAME)
    return texts.get("map.alt.strand", name=name, turns=turns, when=when)


def _listed(items: Sequence[str], key: str | None, room: int, texts: Locale) -> str:
    """As many items as there is room for, and how many more there are; an empty text where not even one fits."""
    for count in range(len(items), 0, -1):
        line = _joined(items[:count], texts)
        if count < len(items):
            more = texts.get("map.further", n=len(items) - count)
            line = texts.get("map.alt.more", stars=line, more=more)
        line = texts.get(key, stars=line) if key else f"{line}."
        if len(line) <= room:
            return line
    return ""


def _within(items: list[str], room: int) -> list[str]:
    """The first items, as many as have no more characters in all than there is room."""
    while sum(map(len, items)) > room:
        items = items[:-1]
    return items


def _joined(items: Sequence[str], texts: Locale) -> str:
    return f"{texts.get('marks.semicolon')} ".join(items)


def _plain(text: str, most: int) -> str:
    """One line without control characters, cut where it is too long."""
    line = " ".join(
        "".join(
            one for one in text if unicodedata.category(one) not in {"Cc", "Cs", "Co", "Cn"} or one.isspace()
        ).split()
    )
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def _cut(text: str) -> str:
    return text if len(text) <= LIMIT else text[: LIMIT - 1].rstrip() + "…"
