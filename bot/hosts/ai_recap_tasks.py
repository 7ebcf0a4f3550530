"""What a model is sent for the record of an evening: a part of it to read, lines to choose among, lines to check."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.domain.recap import RecapItem
from bot.domain.turn import Turn
from bot.hosts.ai_evidence import Evidence
from bot.hosts.ai_messages import Message, guest_words
from bot.hosts.ai_recap import MOST_ITEMS, Lack
from bot.hosts.ai_schema import CHOICE, RECAP, VERDICTS
from bot.hosts.ai_tasks import Tasks, View
from bot.hosts.prompts import Prompts

if TYPE_CHECKING:
    from bot.domain.room import Room

MOST_OF_A_PART = 8
"""Items that a part may yield: an answer that comes in time."""
_LACKS = 10  # faulty lines that are named in the one repair
_LONGEST = 1_000  # characters of a turn beside a line that is checked
_TURNS = 4  # of a line that is checked
_LINE = 160  # characters of a faulty line that are shown back


class RecapTasks:
    """Builds the requests of a record."""

    def __init__(self, prompts: Prompts, tasks: Tasks) -> None:
        self._prompts = prompts
        self._tasks = tasks

    def reading(self, room: Room, turns: Sequence[Turn], place: tuple[int, int], view: View) -> list[Message]:
        """The request to read a part of an evening; ``place`` is its number and of how many."""
        recap = self._prompts.recap
        names = list(self._tasks.names(room).values())
        people = recap.phrase("solo", name=names[0]) if len(names) == 1 else recap.phrase("group", count=len(names))
        number, count = place
        part = recap.phrase("part", number=number, count=count) if count > 1 else recap.phrase("whole")
        task = recap.render(people=people, part=part, items=MOST_ITEMS if count == 1 else MOST_OF_A_PART)
        return [*self._tasks.shown(room, turns, RECAP, view), Message("user", task)]

    def malformed(self, hint: str) -> str:
        """What is wrong with an answer that cannot be read."""
        return f"- {self._prompts.recap.phrase('malformed', detail=hint)}"

    def mending(self, lacking: Sequence[Lack]) -> str:
        """What is wrong with the lines of an answer, a line each."""
        recap = self._prompts.recap
        named = (f"- “{guest_words(lack.text)[:_LINE]}”: {recap.phrase(f'lacks_{lack.why}')}" for lack in lacking)
        return "\n".join(list(named)[:_LACKS])

    def choosing(self, headlines: Sequence[str], items: Sequence[RecapItem]) -> list[Message]:
        """The request to choose among items and headlines by their numbers."""
        choose = self._prompts.choose
        lines = [f"[headline {number}] {guest_words(line)}" for number, line in enumerate(headlines, start=1)]
        lines += [f"[item {number}] {item.kind.value}: {_told(item)}" for number, item in enumerate(items, start=1)]
        return [
            Message("system", choose.render(items=MOST_ITEMS, schema=CHOICE.text)),
            Message("user", "\n".join(lines)),
            Message("user", choose.phrase("task")),
        ]

    def checking(self, items: Sequence[RecapItem], evidence: Evidence) -> list[Message]:
        """The request to say of each item, by its number, whether its turns say it."""
        verify = self._prompts.verify
        messages = [Message("system", verify.render(schema=VERDICTS.text))]
        for number, item in enumerate(items, start=1):
            turns = [evidence.turns[turn] for turn in item.turns[:_TURNS] if turn in evidence.turns]
            said = [f"{evidence.shown.get(t.author_id, 'Guest')}: {guest_words(t.text)[:_LONGEST]}" for t in turns]
            messages.append(Message("user", "\n".join([f"[item {number}] {_told(item)}", *said])))
        return [*messages, Message("user", verify.phrase("task"))]


def _told(item: RecapItem) -> str:
    """A line as it will be read, on one line."""
    quotes = [f"“{quote}” ({who})" for quote, who in _quotes(item)]
    return " ".join(guest_words(" ".join([item.text, *quotes])).split())


def _quotes(item: RecapItem) -> list[tuple[str, str]]:
    pairs = ((item.quote, item.speaker), (item.second_quote, item.second_speaker))
    return [(quote, who or "") for quote, who in pairs if quote]
