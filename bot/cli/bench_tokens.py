"""What one decision of the AI host costs, early and late in an evening: requests as a server receives them.

The model is a stand-in on loopback that always says the same. Tokens are approximate: bytes of the messages' texts / 4.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import cycle, islice
from typing import Any

from aiohttp import web

from bot.cli.bench_figures import Bench, Figure, NotMeasured
from bot.cli.bench_replay import talk_texts
from bot.clock import SystemClock
from bot.domain.decision import Trigger
from bot.domain.question import Asked, Kind, QuestionId
from bot.domain.reader import Reader
from bot.domain.room import Room
from bot.domain.salon import Salon, SalonState
from bot.domain.turn import SalonId, Source, Turn, TurnId, Utterance, UtteranceKind
from bot.domain.vocabulary import Vocabulary
from bot.house import House, load_house, make_host
from bot.settings import load

MOMENTS = (20, 60, 500, 5_000)
"""Turns after which a decision is measured."""
FLAT_FROM = 60
"""From this turn on a decision should cost about the same, ..."""
SPREAD = 15.0
"""... within so many percent."""
_AROUND = 8  # decisions measured at each moment, a turn apart: the window moves in steps
_FILM = "jaws-1975"
_EVENING = datetime(2026, 1, 1, 20, 0, tzinfo=UTC)
_ANSWER = {
    "speak": True,
    "reason": "answers",
    "kind": "takeup",
    "takes_up": [],
    "text": "Let us stay with that for a moment. Which of the two would you rather have been wrong about?",
    "question": {"text": "Which of the two would you rather have been wrong about?", "kind": "interpretive"},
    "reveals": "nothing",
    "claims": [],
}


class StandIn:
    """A server that speaks OpenAI's chat completions, says one thing, and remembers how much it was sent."""

    def __init__(self) -> None:
        self.sizes: list[int] = []

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Weigh a request and answer it."""
        body: dict[str, Any] = await request.json()
        self.sizes.append(sum(len(str(message["content"]).encode()) for message in body["messages"]))
        message = {"role": "assistant", "content": json.dumps(_ANSWER)}
        choice = {"index": 0, "finish_reason": "stop", "message": message}
        return web.json_response(
            {"id": "x", "object": "chat.completion", "created": 1, "model": "x", "choices": [choice]}
        )


async def tokens(bench: Bench) -> Sequence[Figure]:
    """Tokens per decision after 20, 60, 500 and 5,000 turns, and how far they are apart from turn 60 on."""
    house = load_house(bench.config)
    texts = talk_texts(bench.talk)
    found: dict[int, tuple[float, ...]] = {}
    async with _serving() as (stand_in, url):
        host = _host(bench, house, url)
        for moment in MOMENTS:
            begun = len(stand_in.sizes)
            for room in _rooms(house, texts, moment):
                await host.decide(room, Trigger.TURN)
            found[moment] = tuple(size / 4 for size in stand_in.sizes[begun:])
        await host.close()
    if not all(found.values()):
        raise NotMeasured("the stand-in was not asked")
    late = [size for moment, sizes in found.items() if moment >= FLAT_FROM for size in sizes]
    note = "bytes / 4; newest message addressed to the host"
    figures = [Figure(f"tokens per decision at turn {moment:,}", sizes, note=note) for moment, sizes in found.items()]
    spread = 100 * (max(late) / min(late) - 1)
    return [*figures, Figure(f"their spread from turn {FLAT_FROM} on", (spread,), "%", SPREAD)]


def _host(bench: Bench, house: House, url: str) -> Any:
    """The AI host as `run` would make it, asking the stand-in."""
    settings = load({}, bench.config)
    ours = replace(settings, openai_base_url=url, openai_model="stand-in")
    return make_host(ours, house, SystemClock(), ai=True)


@asynccontextmanager
async def _serving() -> AsyncIterator[tuple[StandIn, str]]:
    stand_in = StandIn()
    app = web.Application(client_max_size=64 * 1024 * 1024)
    app.router.add_post("/v1/chat/completions", stand_in.answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        yield stand_in, f"http://{host}:{port}/v1"
    finally:
        await runner.cleanup()


def _rooms(house: House, texts: Sequence[str], moment: int) -> Iterator[Room]:
    """One room of three people, a few times: with so many turns, then with one more, and so on."""
    film = next((film for film in house.catalogue.films if film.id == _FILM), house.catalogue.films[0])
    salon = Salon(SalonId(1), 1, 2, 3, film, SalonState.OPEN, 11, _EVENING)
    bank, lexicon = house.content.bank, house.content.lexicon
    room = Room(salon, Reader(lexicon, Vocabulary(bank.themes, bank.lenses, film), film))
    for number, text in enumerate(islice(cycle(texts), moment + _AROUND - 1), start=1):
        room.hear(_turn(number, text, to_host=number >= moment))
        if number >= moment:
            yield room


def _turn(number: int, text: str, *, to_host: bool) -> Turn:
    """A turn of the evening; every tenth is the host's, as its manners allow."""
    at = _EVENING + timedelta(seconds=20 * number)
    if number % 10 == 7 and not to_host:
        question = Asked(QuestionId(f"bench:{number}"), Kind.INTERPRETIVE, "Which scene would settle it?")
        said = Utterance(UtteranceKind.TAKEUP, f"{text[:80]} Which scene would settle it?", Source.AI, "", (), question)
        return Turn(TurnId(number), SalonId(1), 0, "Salon", at, said.text, number, utterance=said)
    author = number % 3
    return Turn(
        TurnId(number), SalonId(1), 11 + author, ("Ines", "Tomas", "Wren")[author], at, text, number, to_host=to_host
    )
