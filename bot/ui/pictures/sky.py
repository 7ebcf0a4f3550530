"""What stands where in a constellation, before anything is drawn."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.domain.theme_map import Constellation, Edge, Star
from bot.ui.pictures.layout import Body, Point, Rect, arrange
from bot.ui.pictures.lettering import Lettering
from bot.ui.pictures.names import Words, caption, colour_of_name, sizes, star_words
from bot.ui.pictures.palette import STARLIGHT, colours
from bot.ui.pictures.plan import Placed, Plan
from bot.ui.pictures.scatter import Scatter, anchors, tuple_mean
from bot.ui.pictures.ties import lines, strongest

WIDTH, HEIGHT, LOW = 1_200, 764, 600
"""Pixels; the lower one where there are no more than three themes. Discord's chat shows 550 by 350 at most."""
TOP, BOTTOM, SIDE = 30, 66, 36
"""Pixels kept for the heading, for the foot, and at the sides."""
MOST_NAMES = 20
_LEAST = 9.0  # the radius of a named star
_FILLED = 0.54  # of the frame that names may take
_DOTS = {
    60: (3.0, 9.0),
    150: (2.6, 7.0),
}  # the smallest and the largest radius of small stars, when there are up to so many
_DUST = (2.2, 5.6)  # when there are more


@dataclass(slots=True)
class _Draft:
    """The bodies of a map with their words and colours."""

    bodies: list[Body]
    words: dict[str, Words]


def plan(constellation: Constellation, groups: Mapping[str, str], lettering: Lettering, head: Rect) -> Plan:
    """Choose what gets a name, and find a place for everything; ``head`` is what the heading takes up."""
    stars = sorted(constellation.stars, key=lambda star: (-star.turns, star.theme))
    few = len(stars) <= 3
    height = LOW if few else HEIGHT
    frame = (SIDE, TOP + 70 if few else TOP, WIDTH - SIDE, height - BOTTOM)
    hues = colours(stars)
    draft = _named(stars, groups, hues, frame, lettering)
    ties = strongest(constellation.edges)
    share = {(edge.one, edge.other): value for edge, value in ties}
    places = arrange(draft.bodies, share, frame, (head,))
    hues = _told(hues, stars, places)
    named = [_placed(body, places[body.key], draft, hues) for body in draft.bodies if body.key in places]
    small = _small(stars, named, ties, hues, frame, head)
    return Plan(
        height,
        tuple(one for one in named if one.radius),
        small,
        tuple(one for one in named if not one.radius),
        lines(ties, named, small),
        _clouds(stars, hues, named, small),
    )


def _named(
    stars: Sequence[Star], groups: Mapping[str, str], hues: Mapping[str, str], frame: Rect, lettering: Lettering
) -> _Draft:
    """The themes that get a name, as many of the largest as the frame has room for, and the names of clusters."""
    room = (frame[2] - frame[0]) * (frame[3] - frame[1]) * _FILLED
    draft = _Draft([], {})
    members = Counter(star.group for star in stars)
    size = sizes(min(len(stars), MOST_NAMES))
    most = math.sqrt(max(1, stars[0].turns))
    for star in stars[:MOST_NAMES]:
        share = math.sqrt(max(0, star.turns)) / most
        clusters = members[star.group] > 1 and star.group in hues
        colour = colour_of_name(clusters and star.theme == star.group, hues.get(star.group, STARLIGHT))
        words = star_words(star, share, size, colour, lettering)
        radius = max(_LEAST, size.radius * share)
        body = Body(star.theme, star.group, radius, words.width, words.height)
        box = body.box((0.0, 0.0))
        room -= (box[2] - box[0] + 16) * (box[3] - box[1] + 16)
        if room < 0:
            break
        draft.bodies.append(body)
        draft.words[star.theme] = words
    shown = {body.key for body in draft.bodies}
    for group, colour in hues.items():
        if (
            members[group] > 1
            and group not in shown
            and (words := caption(groups.get(group, group), colour, lettering)).lines
        ):
            key = f"group {group}"
            first = (place for place, body in enumerate(draft.bodies, 1) if body.group == group)
            draft.bodies.insert(next(first, 0), Body(key, group, 0.0, words.width, words.height))
            draft.words[key] = words
    return draft


def _told(hues: Mapping[str, str], stars: Sequence[Star], places: Mapping[str, Point]) -> Mapping[str, str]:
    """The colours of those groups whose name is in the picture, or whose only star has its own."""
    members: defaultdict[str, list[str]] = defaultdict(list)
    for star in stars:
        members[star.group].append(star.theme)
    names = {group: (members[group][0] if len(members[group]) == 1 else group, f"group {group}") for group in hues}
    return {group: colour for group, colour in hues.items() if not places.keys().isdisjoint(names[group])}


def _placed(body: Body, at: Point, draft: _Draft, hues: Mapping[str, str]) -> Placed:
    return Placed(body.key, at, body.radius, hues.get(body.group, STARLIGHT), draft.words[body.key], body.box(at))


def _small(
    stars: Sequence[Star],
    named: Sequence[Placed],
    ties: Sequence[tuple[Edge, float]],
    hues: Mapping[str, str],
    frame: Rect,
    head: Rect,
) -> tuple[Placed, ...]:
    places = {one.key: one.at for one in named}
    keys = {star.theme: star.group for star in stars}
    keys |= {one.key: one.key.removeprefix("group ") for one in named if not one.radius}
    partners: dict[str, str] = {}
    for edge, _ in ties:
        for one, other in ((edge.one, edge.other), (edge.other, edge.one)):
            if one not in places and other in places:
                partners.setdefault(one, other)
    around = anchors(keys, partners, places, frame)
    words = [(one.at[0] - one.words.width / 2, one.at[1], one.at[0] + one.words.width / 2, one.box[3]) for one in named]
    rest = [star for star in stars if star.theme not in places]
    scatter = Scatter(frame, [head, *words], [(*one.at, one.radius) for one in named], len(rest))
    most = math.sqrt(max(1, rest[0].turns)) if rest else 1.0
    least, largest = next((span for count, span in _DOTS.items() if len(rest) <= count), _DUST)
    found: list[Placed] = []
    for star in rest:
        radius = least + (largest - least) * math.sqrt(max(0, star.turns)) / most
        at = scatter.place(star.theme, radius, around[star.theme])
        if at is not None:
            box = (at[0] - radius, at[1] - radius, at[0] + radius, at[1] + radius)
            found.append(Placed(star.theme, at, radius, hues.get(star.group, STARLIGHT), Words(), box))
    return tuple(found)


def _clouds(
    stars: Sequence[Star], hues: Mapping[str, str], named: Sequence[Placed], small: Sequence[Placed]
) -> tuple[tuple[str, tuple[tuple[float, float, float], ...]], ...]:
    """A cloud round every cluster that has a colour: discs round its stars, and between them and their middle."""
    group = {star.theme: star.group for star in stars}
    clusters: defaultdict[str, list[Placed]] = defaultdict(list)
    for one in (*named, *small):
        if one.key in group:
            clusters[group[one.key]].append(one)
    found: list[tuple[str, tuple[tuple[float, float, float], ...]]] = []
    for key, hue in hues.items():
        members = clusters[key]
        if len(members) > 1:
            middle = tuple_mean([one.at for one in members])
            discs = [(*one.at, one.radius + 34) for one in members]
            discs += [((one.at[0] + middle[0]) / 2, (one.at[1] + middle[1]) / 2, 34.0) for one in members]
            found.append((hue, tuple(discs)))
    return tuple(found)
