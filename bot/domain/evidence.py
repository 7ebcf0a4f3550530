"""What a room has said of its themes, gathered from the tags of its turns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.domain.film import Film
from bot.domain.theme import Tag, Verdict
from bot.domain.turn import TurnId

_PEOPLE, _TURNS = 2, 3  # of whom one is enough to propose a theme


@dataclass(frozen=True, slots=True)
class Evidence:
    """A theme with the turns that speak of it, in their order.

    ``people`` is how many different people said it or tagged it so; ``weight`` the sum of the tags' scores.
    """

    theme: str
    turns: tuple[TurnId, ...]
    people: int
    weight: float

    @property
    def enough(self) -> bool:
        """Whether the host may propose the theme: two people, or three turns."""
        return self.people >= _PEOPLE or len(self.turns) >= _TURNS


def gathered(tags: Iterable[Tag]) -> tuple[Evidence, ...]:
    """The themes of these tags, those with most people, then most weight first."""
    by_theme: dict[str, list[Tag]] = {}
    for tag in tags:
        by_theme.setdefault(tag.theme, []).append(tag)
    found = (
        Evidence(
            theme,
            tuple(dict.fromkeys(tag.turn_id for tag in some)),
            len({tag.author_id for tag in some} | {tag.by for tag in some if tag.by}),
            round(sum(tag.score for tag in some), 3),
        )
        for theme, some in by_theme.items()
    )
    return tuple(sorted(found, key=lambda one: (-one.people, -one.weight, one.theme)))


def proposable(found: Sequence[Evidence], said: Mapping[str, Verdict], most: int) -> tuple[Evidence, ...]:
    """What belongs in the record of an evening: themes with enough evidence, and confirmed ones that came up again.

    Those that the room has rejected for this film are never brought up again.
    """
    fit = [
        one
        for one in found
        if said.get(one.theme) is not Verdict.REJECTED and (one.enough or said.get(one.theme) is Verdict.CONFIRMED)
    ]
    return tuple(fit[:most])


def with_verdicts(film: Film, said: Mapping[str, Verdict]) -> Film:
    """The film with confirmed themes first and without rejected ones."""
    confirmed = [theme for theme, verdict in said.items() if verdict is Verdict.CONFIRMED]
    return replace(
        film, themes=tuple(t for t in dict.fromkeys((*confirmed, *film.themes)) if said.get(t) is not Verdict.REJECTED)
    )
