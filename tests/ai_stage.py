"""A stage for the AI host: rooms, a house host that says when it speaks, and a server that does as it is told."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.domain.decision import Decision, Trigger
from bot.domain.film import Film
from bot.domain.point import Point
from bot.domain.question import Asked, Kind, QuestionId
from bot.domain.reader import Reader
from bot.domain.recap import ItemKind, Recap, RecapItem
from bot.domain.room import Room
from bot.domain.salon import Salon, SalonState
from bot.domain.turn import SalonId, Source, Turn, TurnId, Utterance, UtteranceKind
from bot.domain.vocabulary import Vocabulary
from bot.domain.whatif import WhatIf
from bot.hosts.ai import AIHost
from bot.hosts.ai_client import ModelClient
from bot.hosts.ai_settings import ModelSettings
from bot.hosts.content import Content
from bot.hosts.guard import load_phrases
from bot.hosts.guard_words import load_guard_words
from bot.hosts.prompts import load_prompts
from bot.ports import ModelAccount
from tests.fakes import EVENING, ManualClock, her
from tests.local_model import (
    Behaviour,
    LocalModel,
)

CONFIG = Path(__file__).parents[1] / "config"
ANA, BEN, HOST = 11, 12, 1
GIFT = "As a ghostwriter I mind that she publishes the letters without asking. Letters written for others are gifts."
SECRET = "sk-the-secret-key"


# --- rooms ---


def salon(film: Film | None = None) -> Salon:
    return Salon(SalonId(1), 1000, 2000, 3000, film or her(), SalonState.OPEN, ANA, EVENING)


Line = tuple[int, str, str] | Utterance


def room_of(content: Content, *lines: Line, of: Salon | None = None, addressed: bool = False) -> Room:
    """A room in which these lines were said, a minute apart, with turn ids from 1."""
    of = of or salon()
    room = Room(of, Reader(content.lexicon, Vocabulary(content.bank.themes, content.bank.lenses, of.film), of.film))
    for number, line in enumerate(lines, start=1):
        at = EVENING + timedelta(minutes=number)
        if isinstance(line, Utterance):
            room.hear(Turn(TurnId(number), of.id, HOST, "Salon", at, line.text, 500 + number, utterance=line))
        else:
            author, name, text = line
            to_host = addressed and number == len(lines)
            room.hear(Turn(TurnId(number), of.id, author, name, at, text, 500 + number, to_host=to_host))
    return room


def solo(content: Content, text: str = GIFT, **how: Any) -> Room:
    return room_of(content, (ANA, "Ana", text), **how)


def lively(content: Content, **how: Any) -> Room:
    """Two people far into an evening, so that the host may speak but need not."""
    lines: list[Line] = []
    for n in range(12):
        lines.append(
            (ANA, "Ana", f"For me scene {n} is about what Samantha takes without asking, and the letters too.")
        )
        lines.append((BEN, "Ben", f"I doubt that number {n} says so, the film never shows her taking anything at all."))
    return room_of(content, *lines, **how)


# --- the host under test ---


class FakeHouse:
    """A house host that says which of its methods was used."""

    def __init__(self) -> None:
        self.asked = Asked(QuestionId("house:1"), Kind.INTERPRETIVE, "Whose letters are they?")
        self.question: Utterance | None = self._words(UtteranceKind.WHATIF)

    def _words(self, kind: UtteranceKind) -> Utterance:
        return Utterance(kind, "Whose letters are they?", Source.HOUSE, "house", (), self.asked)

    async def open(self, salon: Salon, asked: frozenset[QuestionId]) -> Utterance:
        return self._words(UtteranceKind.OPENING)

    async def decide(self, room: Room, trigger: Trigger) -> Decision:
        return Decision(room.turns[-1].id, "house", self._words(UtteranceKind.TAKEUP))

    async def prompt(self, room: Room, theme: str | None, lens: str | None, kind: Kind | None) -> Utterance:
        return self._words(UtteranceKind.QUESTION)

    async def counter(self, room: Room, point: Point | None) -> Utterance:
        return self._words(UtteranceKind.COUNTER)

    async def take_up(self, room: Room, point: Point) -> Utterance:
        return self._words(UtteranceKind.TAKEUP)

    async def next_question(self, room: Room, draft: WhatIf) -> Utterance | None:
        return self.question

    async def recap(self, room: Room) -> Recap:
        item = RecapItem(ItemKind.POINT, "house item", (TurnId(1),))
        return Recap(room.salon.film.label, "house headline", (item,), Source.HOUSE, 2, 3, 4)


@dataclass
class Stage:
    host: AIHost
    server: LocalModel
    clock: ManualClock
    house: FakeHouse


@asynccontextmanager
async def staged(
    content: Content,
    *behaviours: Behaviour,
    account: ModelAccount | None = None,
    moderation: Behaviour | None = None,
    **settings: Any,
) -> AsyncIterator[Stage]:
    """The host against a server with these behaviours."""
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(LocalModel(*behaviours, moderation=moderation))
        defaults: dict[str, Any] = {"patience": 5.0, "recap_patience": 5.0, "base_url": server.url, "api_key": SECRET}
        how = ModelSettings("stand-in", **{**defaults, **settings})
        clock, house = ManualClock(), FakeHouse()
        host = AIHost(
            ModelClient(how),
            house,
            prompts=load_prompts(CONFIG / "prompts"),
            phrases=load_phrases(CONFIG / "guard"),
            words=load_guard_words(CONFIG / "guard"),
            content=content,
            clock=clock,
            settings=how,
            account=account,
        )
        stack.push_async_callback(host.close)
        yield Stage(host, server, clock, house)


def draft(
    text: str = "“Letters written for others are gifts”, then. Who could take one back?", **fields: Any
) -> dict[str, Any]:
    """A sound decision, changed as wished."""
    question = text[text.rfind(". ") + 2 :] if text.endswith("?") else None
    base: dict[str, Any] = {
        "speak": True,
        "reason": "takes up the gift",
        "kind": "takeup",
        "takes_up": [1],
        "text": text,
        "question": {"text": question, "kind": "evaluative", "theme": "gift", "lens": None} if question else None,
        "reveals": "most",
        "claims": [{"text": "letters are gifts", "basis": "participant", "turn_id": 1}],
    }
    return base | fields


SILENT = {
    "speak": False,
    "reason": "they answer each other",
    "kind": None,
    "takes_up": [],
    "text": "",
    "question": None,
    "reveals": "nothing",
    "claims": [],
}


async def decided(
    content: Content, *behaviours: Behaviour, room: Room | None = None, **settings: Any
) -> tuple[Decision, LocalModel]:
    async with staged(content, *behaviours, **settings) as stage:
        return await stage.host.decide(room or solo(content), Trigger.TURN), stage.server
