"""Nobody's words in another's mouth: what is said to be somebody's must stand in one of that person's turns.

A quotation is held against the turns of whoever is named before it, or right behind it. A report ("Ana thinks that ...")
must share content with one of that person's turns; whether it turns their sense round cannot be seen from here. How a
language reports is told by its ``Reports``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.covered import blanked
from bot.hosts.guard_basis import Basis, spoken
from bot.hosts.guard_faults import Fault, FaultKind
from bot.hosts.guard_reports import Reports, plainly
from bot.hosts.verbatim import fold, is_verbatim

if TYPE_CHECKING:
    from bot.domain.turn import Turn

_SHARED = 2  # content stems that a report and a turn must have in common; all of them, where it has fewer
_QUOTE = re.compile(r'"([^"]+)"|“([^”]+)”|«([^»]+)»')


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody whose words may be reported: the names they go by, and whether "you" are meant."""

    names: tuple[str, ...]
    turns: tuple[Turn, ...]
    you: bool = False

    def wrote(self, quote: str) -> bool:
        """Whether one of their turns says it word for word, and not under a cover."""
        return is_verbatim(quote, (fold(blanked(turn.text)) for turn in reversed(self.turns)))


def mouth_faults(text: str, speakers: Sequence[Speaker], basis: Basis) -> list[Fault]:
    """Words and opinions given to somebody who did not say them."""
    faults = []
    reports = basis.words.reports
    for sentence in spoken(text):
        for part in re.split(r";\s+", plainly(sentence)):
            owners = _owners(part, speakers, reports)
            detail = next((quote for quote, owner in owners.items() if not owner.wrote(quote)), None)
            detail = detail or _false_report(part, [s for s in speakers if s not in owners.values()], basis)
            if detail is not None:
                faults.append(Fault(FaultKind.MOUTH, detail[:100], sentence))
                break
    return faults


def _owners(part: str, speakers: Sequence[Speaker], reports: Reports) -> Mapping[str, Speaker]:
    """The quotes of two words or more, each with the person it is given to."""
    found: dict[str, Speaker] = {}
    after = 0
    for hit in _QUOTE.finditer(part):
        quote = next(filter(None, hit.groups()))
        before, behind = part[after : hit.start()], part[hit.end() : hit.end() + 80]
        after = hit.end()
        owner = _last_named(before, speakers, reports)
        if owner is None and (follows := _named_behind(behind, speakers, reports)) is not None:
            owner, reach = follows
            after += reach
        if owner is not None and len(quote.split()) > 1:
            found[quote] = owner
    return found


def _last_named(text: str, speakers: Sequence[Speaker], reports: Reports) -> Speaker | None:
    """The person named last."""
    best, place = None, -1
    for speaker in speakers:
        for at in reports.places(text, speaker.names, you=speaker.you):
            if at > place:
                best, place = speaker, at
    return best


def _named_behind(text: str, speakers: Sequence[Speaker], reports: Reports) -> tuple[Speaker, int] | None:
    """The person named right behind a quote, and where the name ends."""
    for speaker in speakers:
        if (end := reports.named_behind(text, speaker.names, you=speaker.you)) is not None:
            return speaker, end
    return None


def _false_report(part: str, speakers: Sequence[Speaker], basis: Basis) -> str | None:
    """What is reported of somebody who said nothing like it."""
    bare = _QUOTE.sub(" ", part)
    for speaker in speakers:
        told = basis.words.reports.told(bare, speaker.names, you=speaker.you)
        if told is not None and not _meant(speaker, told, basis):
            return f"{speaker.names[0] if speaker.names else 'you'}: {told.strip()}"
    return None


def _meant(speaker: Speaker, told: str, basis: Basis) -> bool:
    """Whether one of the person's turns has enough of what is reported."""
    stems = basis.content(told) - basis.content(" ".join(speaker.names)) - basis.content(" ".join(basis.words.sayings))
    wanted = min(_SHARED, len(stems))
    return any(len(stems & basis.said.get(turn.id, frozenset())) >= wanted for turn in speaker.turns) or not stems
