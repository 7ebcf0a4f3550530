"""Nobody's words in another's mouth: what is said to be somebody's must stand in one of that person's turns.

A quotation is held against the turns of whoever is named before it, or right behind it. A report ("Ana thinks that ...")
must share content with one of that person's turns; whether it turns their sense round cannot be seen from here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.covered import blanked
from bot.hosts.guard_basis import Basis, spoken
from bot.hosts.guard_faults import Fault, FaultKind
from bot.hosts.verbatim import fold, is_verbatim

if TYPE_CHECKING:
    from bot.domain.turn import Turn

YOU = "you"
_SHARED = 2  # content stems that a report and a turn must have in common; all of them, where it has fewer
_QUOTE = re.compile(r'"([^"]+)"|“([^”]+)”|«([^»]+)»')
# A word may stand between, unless it takes the statement back: "Ana would say", "you never wrote".
_MAYBE_ONE = r"(?:\s+(?!(?:would|could|can|may|might|must|should|will|shall|never|not|hardly|to|if|when)\b)\w+)?"
_CLAUSE = r"(?:^|[.,;:]\s+(?:and |but |so )?)"


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody whose words may be reported: the names they go by ("you" among them, where they are spoken to)."""

    names: tuple[str, ...]
    turns: tuple[Turn, ...]

    def wrote(self, quote: str) -> bool:
        """Whether one of their turns says it word for word, and not under a cover."""
        return is_verbatim(quote, (fold(blanked(turn.text)) for turn in reversed(self.turns)))


def mouth_faults(text: str, speakers: Sequence[Speaker], basis: Basis) -> list[Fault]:
    """Words and opinions given to somebody who did not say them."""
    faults = []
    for sentence in spoken(text):
        for part in re.split(r";\s+", sentence):
            owners = _owners(part, speakers)
            detail = next((quote for quote, owner in owners.items() if not owner.wrote(quote)), None)
            detail = detail or _false_report(part, [s for s in speakers if s not in owners.values()], basis)
            if detail is not None:
                faults.append(Fault(FaultKind.MOUTH, detail[:100], sentence))
                break
    return faults


def _owners(part: str, speakers: Sequence[Speaker]) -> Mapping[str, Speaker]:
    """The quotes of two words or more, each with the person it is given to."""
    found: dict[str, Speaker] = {}
    after = 0
    for hit in _QUOTE.finditer(part):
        quote = next(filter(None, hit.groups()))
        before, behind = part[after : hit.start()], part[hit.end() : hit.end() + 80]
        after = hit.end()
        owner = _last_named(before, speakers)
        if owner is None and (follows := _named_behind(behind, speakers)) is not None:
            owner, reach = follows
            after += reach
        if owner is not None and len(quote.split()) > 1:
            found[quote] = owner
    return found


def _last_named(text: str, speakers: Sequence[Speaker]) -> Speaker | None:
    """The person named last; "you" counts where it says or has something ("You say", "you wrote earlier")."""
    best, place = None, -1
    for speaker in speakers:
        for hit in _places(text, speaker.names):
            if hit.start() > place:
                best, place = speaker, hit.start()
    return best


def _named_behind(text: str, speakers: Sequence[Speaker]) -> tuple[Speaker, int] | None:
    """The person named right behind a quote, and where the name ends: ", says Ana", " (Ana)", ", Ana says"."""
    for speaker in speakers:
        for name in speaker.names:
            if hit := re.match(rf"[\s,.(]*(?:[a-z]+ )?{_pattern(name)}(?!['’])", text):
                return speaker, hit.end()
    return None


def _places(text: str, names: Iterable[str]) -> Iterable[re.Match[str]]:
    for name in names:
        yield from re.finditer(_pattern(name), text)


def _false_report(part: str, speakers: Sequence[Speaker], basis: Basis) -> str | None:
    """What is reported of somebody who said nothing like it."""
    bare = _QUOTE.sub(" ", part)
    for speaker in speakers:
        told = next(filter(None, (_told(bare, name, basis) for name in speaker.names)), None)
        if told is not None and not _meant(speaker, told, basis):
            return f"{speaker.names[0]}: {told.strip()}"
    return None


def _told(part: str, name: str, basis: Basis) -> str | None:
    """What a sentence says that somebody said or thinks; None when it reports nothing of theirs, or asks for it."""
    verbs = "|".join(map(re.escape, sorted(basis.words.sayings, key=len, reverse=True)))
    if not verbs:
        return None
    who = rf"{_CLAUSE}you" if name == YOU else _pattern(name)
    forms = [rf"(?i:{who}){_MAYBE_ONE}\s+(?:{verbs})\b(.*)"]
    if name != YOU:
        forms += [rf"(.*?)\b(?:{verbs})\s+{who}", rf"\b(?i:according to)\s+{who}(.*)"]
    for form in forms:
        if (told := re.search(form, part, re.DOTALL)) is not None and not _asked(part, told.start()):
            return told[1]
    return None


def _asked(part: str, place: int) -> bool:
    """Whether the sentence asks what somebody says and does not state it: "What does Ana say to that?"."""
    asks = re.search(
        r"\b(?:do|does|did|would|could|can|may|might|must|should|will|shall|had|if|when)\s*$", part[:place]
    )
    return asks is not None


def _meant(speaker: Speaker, told: str, basis: Basis) -> bool:
    """Whether one of the person's turns has enough of what is reported."""
    stems = basis.content(told) - basis.content(" ".join(speaker.names)) - basis.content(" ".join(basis.words.sayings))
    wanted = min(_SHARED, len(stems))
    return any(len(stems & basis.said.get(turn.id, frozenset())) >= wanted for turn in speaker.turns) or not stems


def _pattern(name: str) -> str:
    """A name as a whole word. Short or common ones must be written as they are: "A", "Will"."""
    if name == YOU:
        return r"\b[Yy]ou\b"
    exact = rf"(?<!\w){re.escape(name)}(?!\w)"
    return exact if len(name) < 5 else rf"(?i:{exact})"
