"""The colours of the pictures: a night sky of their own, which sits on Discord's dark and light backgrounds alike.

Groups take the *light* scheme of Paul Tol's colour schemes (SRON technical note EPS/TN/09-002, issue 3.2),
made to stay apart in normal and colour-blind vision, in an order that puts the ones that differ most in lightness first. What has no
colour of its own is starlight. Colour never stands alone: a group's name is written in or beside its cluster.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from bot.domain import theme as themes
from bot.domain.theme_map import Star

NIGHT, DUSK = "#10152a", "#232c52"
"""The sky at the edges and in the middle."""
INK, SOFT, FAINT = "#f5f6fb", "#b9c2da", "#8390b5"
"""Words that matter, words beside them, lines."""
STARLIGHT = "#dfe3ee"
GROUPS = ("#EE8866", "#99DDFF", "#EEDD88", "#FFAABB", "#44BB99", "#BBCC33", "#77AADD")
_OWN_HUES = dict(
    zip(
        themes.GROUPS,
        ("#FFAABB", "#EEDD88", "#EE8866", "#BBCC33", "#44BB99", "#77AADD", "#99DDFF", "#AAAA00", "#DDDDDD"),
        strict=True,
    )
)
"""The groups of themes, each of which has the same colour in every picture."""
HOST = "#EEDD88"


def colours(stars: Sequence[Star]) -> Mapping[str, str]:
    """The colours of groups by their ids: those of several themes come first, then those with most turns."""
    members = Counter(star.group for star in stars)
    turns: Counter[str] = Counter()
    for star in stars:
        turns[star.group] += star.turns
    ranked = sorted(members, key=lambda group: (members[group] < 2, -turns[group], group))
    return hues_of(ranked)


def hues_of(groups: Iterable[str]) -> Mapping[str, str]:
    """The colours of these groups; one that is no group of themes takes what is left, while there is any."""
    wanted = list(dict.fromkeys(groups))
    known = {group: _OWN_HUES[group] for group in wanted if group in _OWN_HUES}
    left = (hue for hue in GROUPS if hue not in known.values())
    return known | dict(zip([group for group in wanted if group not in known], left, strict=False))


def mixed(one: str, other: str, share: float) -> str:
    """A colour ("#rrggbb") between two; ``share`` is how much of the second it has."""
    pairs = zip(bytes.fromhex(one[1:]), bytes.fromhex(other[1:]), strict=True)
    return "#" + bytes(round(a + (b - a) * share) for a, b in pairs).hex()
