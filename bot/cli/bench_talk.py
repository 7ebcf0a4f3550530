"""The manners of a replay: shares, repetitions, double questions, quotes and links, from what `replay --json` prints.

The rows are taken as they stand: nothing here asks the services that made them, so that a fault of theirs shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from bot.services.salons import HOST_NAME

Row = Mapping[str, Any]
_UNCOUNTED = frozenset({"opening", "closing"})
_QUOTED = re.compile(r"“([^”]*)”|\"([^\"]*)\"|«\s?([^«»]*?)\s?»")
_LINK = re.compile(r"(?<!\\)\]\(([^()\s]*)\)")
_TITLE = re.compile(r"\*[^*\n]+\*")
_GAP = re.compile(r"\s*(?:\[(?:…|\.\.\.)\]|…|\.\.\.)\s*")


@dataclass(slots=True)
class Manners:
    """What was found in all salons; breaches are sentences that name salon and turn.

    Shares are the worst of the salons in which two or more people talk, without opening and closing. Of the points
    ``opened`` those ``followed`` were taken up or are listed as open, those ``recorded`` were taken up or stand in the recap;
    of the turns that were ``taken_up`` those ``woven`` are quoted or named.
    """

    salons: int = 0
    turns: int = 0
    host_turns: int = 0
    questions: int = 0
    quotes: int = 0
    links: int = 0
    quiet: int = 0
    opened: int = 0
    followed: int = 0
    recorded: int = 0
    taken_up: int = 0
    woven: int = 0
    worst_turn_share: float = 0.0
    worst_word_share: float = 0.0
    turn_shares: list[float] = field(default_factory=list)
    repeated: list[str] = field(default_factory=list)
    double: list[str] = field(default_factory=list)
    misquoted: list[str] = field(default_factory=list)
    dangling: list[str] = field(default_factory=list)
    unrecorded: list[str] = field(default_factory=list)

    @property
    def breaches(self) -> list[str]:
        """Everything that should not have happened."""
        return [*self.repeated, *self.double, *self.misquoted, *self.dangling, *self.unrecorded]


def judge(rows: Iterable[Row]) -> Manners:
    """Read the rows of a replay, transcript by transcript."""
    found = Manners()
    for salon, group in groupby(rows, key=lambda row: str(row.get("salon"))):
        _salon(found, salon, list(group))
    return found


def _salon(found: Manners, salon: str, rows: Sequence[Row]) -> None:
    people = [row for row in rows if row["type"] == "turn"]
    host = [row for row in rows if row["type"] == "host"]
    found.salons += 1
    found.turns += len(people)
    _shares(found, people, [row for row in host if row["kind"] not in _UNCOUNTED])
    _questions(found, salon, host)
    said = {row["id"]: row for row in people}
    for row in host:
        _host_quotes(found, salon, row, said)
    for row in (row for row in rows if row["type"] == "metrics"):
        found.opened += row["points_opened"]
        found.followed += row["points_taken_up"] + row["points_listed_open"]
        found.recorded += row["points_taken_up"] + row["points_recorded"]
    recaps = [row for row in rows if row["type"] == "recap"]
    if people and len(recaps) != 1:
        found.unrecorded.append(f"{salon}: {len(recaps)} recaps")
    everything = said | {row["id"]: {**row, "speaker": HOST_NAME} for row in host}
    for row in recaps:
        _recap(found, salon, row, everything)


def _shares(found: Manners, people: Sequence[Row], host: Sequence[Row]) -> None:
    found.host_turns += len(host)
    if len({row["speaker"] for row in people}) < 2:
        return
    turn_share = len(host) / (len(host) + len(people))
    words = sum(_words(row) for row in host)
    all_words = words + sum(_words(row) for row in people)
    found.quiet += not host
    found.turn_shares.append(turn_share)
    found.worst_turn_share = max(found.worst_turn_share, turn_share)
    found.worst_word_share = max(found.worst_word_share, words / all_words if all_words else 0.0)


def _words(row: Row) -> int:
    return len(str(row["text"]).split())


def _questions(found: Manners, salon: str, host: Sequence[Row]) -> None:
    """No question twice in a salon, by its id or its words, and never two in one turn."""
    asked: set[str] = set()
    for row in host:
        own = _TITLE.sub(" ", _QUOTED.sub(" ", row["text"]))  # a guest's own words and a title may ask as well
        if len(re.findall(r"\?+", own)) > 1:
            found.double.append(f"{salon}, host turn {row['id']}: {row['text']}")
        if row["question"] is None:
            continue
        found.questions += 1
        names = {f"id {row['question']['id']}", f"text {_plain(row['question']['text'])}"}
        if names & asked:
            found.repeated.append(f"{salon}, host turn {row['id']}: {row['question']['text']}")
        asked |= names


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


def _host_quotes(found: Manners, salon: str, row: Row, said: Mapping[int, Row]) -> None:
    """What the host puts in quotation marks stands in a turn that it takes up; what it takes up is a turn."""
    taken = [said[turn] for turn in row["takes_up"] if turn in said]
    if row["kind"] not in _UNCOUNTED and taken:
        found.taken_up += 1
        own = any(stands_in(quote, turn["text"]) for quote in quotes(row["text"]) for turn in taken)
        found.woven += own or any(turn["speaker"] in row["text"] for turn in taken)
    if len(taken) < len(row["takes_up"]):
        found.dangling.append(f"{salon}, host turn {row['id']} takes up what is no turn: {row['takes_up']}")
    for quote in quotes(row["text"]):
        found.quotes += 1
        if not any(stands_in(quote, turn["text"]) for turn in taken):
            found.misquoted.append(f'{salon}, host turn {row["id"]}: "{quote}"')


def quotes(text: str) -> Iterator[str]:
    """What stands between double quotation marks."""
    for match in _QUOTED.finditer(text):
        inner = (match[1] or match[2] or match[3] or "").strip()
        if inner:
            yield inner


def stands_in(quote: str, text: str) -> bool:
    """Whether the quote is in the text letter for letter; around an ellipsis the parts follow each other."""
    if quote in text:
        return True
    at = 0
    for part in filter(None, _GAP.split(quote)):
        place = text.find(part, at)
        if place < 0:
            return False
        at = place + len(part)
    return bool(_GAP.search(quote))


def _recap(found: Manners, salon: str, row: Row, said: Mapping[int, Row]) -> None:
    for quote in quotes(row["headline"]):
        found.quotes += 1
        if not any(stands_in(quote, turn["text"]) for turn in said.values()):
            found.misquoted.append(f'{salon}, recap\'s headline: "{quote}"')
    for item in row["items"]:
        found.links += len(item["turns"])
        if not item["turns"] or not set(item["turns"]) <= said.keys():
            found.dangling.append(f"{salon}, recap: {item['kind']} {item['text']!r} names {item['turns'] or 'no turn'}")
        turns = [said[turn] for turn in item["turns"] if turn in said]
        for speaker, quote in _recap_quotes(item):
            found.quotes += 1
            of_them = [turn for turn in turns if speaker is None or turn["speaker"] == speaker]
            if not any(stands_in(quote, turn["text"]) for turn in of_them):
                found.misquoted.append(f'{salon}, recap: "{quote}" by {speaker}')
    for address in _LINK.findall(row["markdown"]):
        found.links += 1
        number = address.removeprefix("#turn-")
        if not (number.isdigit() and int(number) in said) and not address.startswith("https://discord.com/channels/"):
            found.dangling.append(f"{salon}, recap: link to {address or 'nothing'}")


def _recap_quotes(item: Row) -> Iterator[tuple[str | None, str]]:
    """The quotes of a recap's item, each with its speaker where one is named."""
    for who, what in (("speaker", "quote"), ("second_speaker", "second_quote")):
        if item.get(what):
            yield item.get(who), item[what]
    own = [quote for quote in (item.get("quote"), item.get("second_quote")) if quote]
    for quote in quotes(item["text"]):
        if not any(quote in one for one in own):
            yield None, quote
