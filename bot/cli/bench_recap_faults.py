"""What is wrong with a recap, read beside the room it records; nothing here asks the code that wrote it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations

from bot.cli.bench_talk import quotes, stands_in
from bot.domain.recap import ItemKind, Recap, RecapItem
from bot.domain.recap_text import markdown
from bot.domain.room import Room
from bot.domain.turn import Turn, TurnId
from bot.domain.wording import tokens, word_count
from bot.local.replay import Replayed

WORDS = 300
"""The most words of a recap as Markdown, without those in quotation marks and the addresses of links."""
REGULAR = 5
"""Turns of substance from which somebody is to appear: such a turn makes a point, however faint, and is no small talk."""
_LINK = re.compile(r"(?<!\\)\]\(([^()\s]*)\)")
_ADDRESS = "#turn-"


@dataclass(slots=True)
class Faults:
    """What was found in all recaps; faults are sentences that name the salon."""

    recaps: int = 0
    items: int = 0
    quotes: int = 0
    links: int = 0
    regulars: int = 0
    pairs: int = 0
    labelled: int = 0
    lengths: list[int] = field(default_factory=list)
    misquoted: list[str] = field(default_factory=list)
    dangling: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    alike: list[str] = field(default_factory=list)
    chatter: list[str] = field(default_factory=list)

    @property
    def all(self) -> list[str]:
        """Everything that should not be, but for length."""
        return [*self.misquoted, *self.dangling, *self.missing, *self.alike, *self.chatter]


def judge(faults: Faults, played: Replayed, labelled: frozenset[int]) -> None:
    """Add what is wrong with one evening's recap; ``labelled`` are its messages that are small talk, counted from 0."""
    room, recap = played.room, played.recap
    if room is None or recap is None:
        return
    salon = played.transcript.id
    said = {turn.id: turn for turn in room.turns}
    faults.recaps += 1
    faults.items += len(recap.items)
    text = markdown(recap, lambda turn: f"{_ADDRESS}{turn}")
    faults.lengths.append(length(text))
    faults.misquoted += (f"{salon}: {one}" for one in _misquoted(faults, recap, said))
    faults.dangling += (f"{salon}: {one}" for one in _dangling(faults, recap, text, said))
    faults.missing += (f"{salon}: {name}" for name in _missing(faults, room, recap))
    faults.alike += (f"{salon}: {one}" for one in _alike(faults, recap.items))
    people = [turn.id for turn in room.turns if not turn.by_host]
    chatter = {turn for place, turn in enumerate(people) if place in labelled}
    faults.labelled += len(chatter)
    for item in recap.items:
        if drawn := chatter.intersection(item.turns):
            faults.chatter.append(f"{salon}: {item.kind}: {[said[turn].text for turn in sorted(drawn)]}")


def length(text: str) -> int:
    """The words of a recap as Markdown, without what stands in quotation marks and without addresses."""
    own = _LINK.sub("]", text)
    for quote in sorted(quotes(own), key=len, reverse=True):
        own = own.replace(quote, " ")
    return word_count(own)


def _misquoted(faults: Faults, recap: Recap, said: Mapping[TurnId, Turn]) -> Iterator[str]:
    """Quotes that are not, word for word, in one of the item's turns by the speaker who is named."""
    for words in quotes(recap.headline):
        faults.quotes += 1
        if not any(stands_in(words, turn.text) for turn in said.values()):
            yield f'headline: "{words}"'
    for item in recap.items:
        for speaker, quote in ((item.speaker, item.quote), (item.second_speaker, item.second_quote)):
            if not quote:
                continue
            faults.quotes += 1
            by_them = (said[t] for t in item.turns if t in said and said[t].author_name == speaker)
            if not any(quote in turn.text for turn in by_them):
                yield f'"{quote}" by {speaker}'


def _dangling(faults: Faults, recap: Recap, text: str, said: Mapping[TurnId, Turn]) -> Iterator[str]:
    """Links that lead to no turn, and items without any."""
    for item in recap.items:
        if not item.turns:
            yield f"no turn: {item}"
    named = [*(turn for item in recap.items for turn in item.turns)]
    shown = [address.removeprefix(_ADDRESS) for address in _LINK.findall(text)]
    faults.links += len(named) + len(shown)
    yield from (f"turn {turn}" for turn in named if turn not in said)
    yield from (f"link {one}" for one in shown if not (one.isdigit() and TurnId(int(one)) in said))


def _missing(faults: Faults, room: Room, recap: Recap) -> Iterator[str]:
    """Those who said something of substance often enough, and are quoted nowhere."""
    substantive = Counter(
        turn.author_name
        for turn in room.turns
        if not turn.by_host and (reading := room.readings[turn.id]) and (reading.points or reading.faint)
    )
    quoted = {name for item in recap.items for name in (item.speaker, item.second_speaker)}
    for name, count in substantive.items():
        if count >= REGULAR:
            faults.regulars += 1
            if name not in quoted:
                yield f"{name}, {count} turns"


def _alike(faults: Faults, items: Iterable[RecapItem]) -> Iterator[str]:
    """Pairs of which the one with fewer words has more than half of them, of all kinds, in common with the other.

    Themes are compared with each other: a theme's name is meant to stand in the lines that speak of it.
    """
    told = [(item, _words(item)) for item in items]
    for (one, mine), (other, theirs) in combinations(told, 2):
        if (one.kind is ItemKind.THEME) is not (other.kind is ItemKind.THEME):
            continue
        faults.pairs += 1
        if 2 * len(mine & theirs) > min(len(mine), len(theirs)):
            yield f"{' '.join(sorted(mine))} / {' '.join(sorted(theirs))} ({one.kind}, {other.kind})"


def _words(item: RecapItem) -> frozenset[str]:
    """What people said in an item, or its text where it quotes nobody or names a theme."""
    said = " ".join(filter(None, (item.quote, item.second_quote)))
    return frozenset(tokens(item.text if item.kind is ItemKind.THEME or not said else said))
