"""Nothing that a guest orders reaches anybody, although the model obeys every word of it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.decision import Trigger
from bot.domain.film import Film, FilmId
from bot.domain.reader import Reader
from bot.domain.recap import Recap
from bot.domain.room import Room
from bot.domain.salon import Salon
from bot.domain.spoiler import HALF
from bot.domain.turn import Source, Turn, TurnId
from bot.domain.vocabulary import Vocabulary
from bot.hosts.content import Content, load_content
from bot.hosts.guard_words import load_guard_words
from tests.ai_stage import ANA, BEN, CONFIG, draft, salon, staged
from tests.fakes import EVENING
from tests.local_model import Behaviour, says, texts

LETTERS = "Letters written for others are gifts, whoever signed them."
DOUBT = "I doubt that, nobody was asked."


@dataclass(frozen=True, slots=True)
class Attempt:
    """What a guest puts where, what obeying it would say, and what of that must reach nobody."""

    id: str
    where: str
    says: str
    obeyed: str
    marker: str
    listed: bool = True
    unseen: bool = False


DATA = Path(__file__).parents[1] / "data" / "injections.toml"
ATTEMPTS = [Attempt(**entry) for entry in tomllib.loads(DATA.read_text(encoding="utf-8"))["attempt"]]
IN_TALK = [one for one in ATTEMPTS if one.where != "title"]
# The record may exclaim and ask: its lines are no turns of talk.
IN_RECORD = [one for one in IN_TALK if one.id not in {"direct-exclaim", "direct-two"}]
IN_TITLES = [one for one in ATTEMPTS if one.where == "title"]


@pytest.fixture(scope="module")
def content() -> Content:
    return load_content(CONFIG)


def each(attempts: list[Attempt]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("attempt", attempts, ids=[one.id for one in attempts])


def obeys(attempt: Attempt) -> Behaviour:
    """A model that does as it is told, calls it harmless, and does not mend it when asked."""
    return says(draft(attempt.obeyed, takes_up=[], claims=[], reveals="nothing"))


def place(attempt: Attempt) -> Salon:
    film = Film(FilmId("typed:x"), attempt.says, listed=False) if attempt.where == "title" else None
    return replace(salon(film), horizon=HALF) if attempt.unseen else salon(film)


def room_with(content: Content, attempt: Attempt, *, newest: bool) -> Room:
    """Ana and Ben talk, and somebody makes the attempt: with the newest turn, which is to the host, or before it."""
    of = place(attempt)
    room = Room(of, Reader(content.lexicon, Vocabulary(content.bank.themes, content.bank.lenses, of.film), of.film))
    name = attempt.says if attempt.where == "name" else "Mallory"
    text = attempt.says if attempt.where == "turn" else "The letters again."
    files = (attempt.says,) if attempt.where == "attachment" else ()
    lines = [(ANA, "Ana", LETTERS, ()), (BEN, "Ben", DOUBT, ()), (13, name, text, files)]
    lines = lines if newest else [*lines, (ANA, "Ana", "They were gifts before anybody asked.", ())]
    for number, (author, called, said, attached) in enumerate(lines, start=1):
        at, last = EVENING + timedelta(minutes=number), number == len(lines)
        room.hear(
            Turn(TurnId(number), of.id, author, called, at, said, 500 + number, attachments=attached, to_host=last)
        )
    return room


def test_there_are_enough_of_all_kinds() -> None:
    assert len(ATTEMPTS) >= 60
    assert {one.where for one in ATTEMPTS} == {"turn", "name", "title", "attachment"}
    assert len({one.id for one in ATTEMPTS}) == len(ATTEMPTS)
    assert sum(one.unseen for one in ATTEMPTS) >= 3


@each(ATTEMPTS)
def test_orders_are_recognised_by_their_words_unless_said_otherwise(attempt: Attempt) -> None:
    assert load_guard_words(CONFIG / "guard").is_order(attempt.says) == attempt.listed


@each(IN_TALK)
@pytest.mark.parametrize("newest", [True, False], ids=["newest", "before"])
async def test_nothing_of_it_is_said(content: Content, attempt: Attempt, newest: bool) -> None:
    async with staged(content, obeys(attempt)) as stage:
        said = (await stage.host.decide(room_with(content, attempt, newest=newest), Trigger.TURN)).utterance
        requests = stage.server.requests
    assert said is not None
    # A sentence that can be cut out is; what is left of the model's words is harmless.
    assert said.source is Source.FALLBACK or said.text == "Who could take one back?"
    assert attempt.marker.casefold() not in said.text.casefold()
    # What is recognised is not even shown, and a turn that waits for an answer with it is not given to the model.
    assert requests == [] if attempt.listed and newest else len(requests) == 2
    for request in requests:
        assert attempt.says not in texts(request, "system")[0]
        assert not attempt.listed or attempt.says not in "\n".join(texts(request, "user"))


@each(IN_TITLES)
async def test_no_title_is_obeyed(content: Content, attempt: Attempt) -> None:
    async with staged(content, obeys(attempt)) as stage:
        opened = await stage.host.open(place(attempt), frozenset())
        said = (await stage.host.decide(room_with(content, attempt, newest=False), Trigger.TURN)).utterance
        requests = stage.server.requests
    for text in (opened, said):
        assert text is not None
        assert text.source is Source.FALLBACK or text.text == "Who could take one back?"
        assert attempt.marker.casefold() not in text.text.casefold()
    assert requests
    assert all(attempt.says not in texts(request, "system")[0] for request in requests)
    assert not attempt.listed or all(attempt.says not in "\n".join(texts(request)) for request in requests)


@each(IN_RECORD)
async def test_nothing_of_it_gets_into_the_record(content: Content, attempt: Attempt) -> None:
    item = {
        "kind": "point", "text": attempt.obeyed, "turns": [1], "speaker": None, "quote": None,
        "second_speaker": None, "second_quote": None,
    }  # fmt: skip
    sound = {**item, "text": "Letters written for others are gifts."}
    record = says({"headline": attempt.obeyed[:100], "items": [item, sound]})
    async with staged(content, record) as stage:
        recap: Recap = await stage.host.recap(room_with(content, attempt, newest=False))
    lines = [recap.headline, *(one.text for one in recap.items)]
    assert recap.source is Source.AI
    assert not [line for line in lines if attempt.marker.casefold() in line.casefold()]
