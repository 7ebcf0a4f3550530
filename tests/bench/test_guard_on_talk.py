"""The guard must not be so strict that good turns die: what the house host says over whole conversations passes all of it.

Over the small conversations that are here always, and over real ones where there are some (SALON_DATA, or a folder
``shared/data`` beside the checkout).
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from bot.domain.decision import Decision, Trigger
from bot.domain.film import Film
from bot.domain.room import Room
from bot.domain.salon import Salon
from bot.domain.turn import Utterance
from bot.errors import BadInput, SeveralFilms
from bot.hosts.footings import Footings
from bot.hosts.guard import Ground, examine
from bot.hosts.guard_words import load_guard_words
from bot.hosts.phrases import load_phrases
from bot.hosts.prompts import load_prompts
from bot.house import House, load_house, make_host
from bot.local.replay import Evening, replay
from bot.local.transcripts import Transcript, read_transcripts
from bot.ports import Announcer, Clock, Database
from bot.services.films import Films
from bot.services.hosting import Watcher
from bot.settings import load
from bot.storage.film_index import TitleFilmIndex
from bot.wiring import wire

TOP = Path(__file__).parents[2]
CONFIG = TOP / "config"
SMALL = Path(__file__).parent / "data" / "small_talk.jsonl"
REAL = Path(os.environ.get("SALON_DATA") or TOP.parent / "shared" / "data") / "film_talk_dev.jsonl"
SALONS = 60


class Examined:
    """The house host, each of whose turns is held against the guard of the AI host."""

    def __init__(self, house: House, host: Any) -> None:
        words, prompts = load_guard_words(CONFIG / "guard"), load_prompts(CONFIG / "prompts")
        self.footings = Footings(house.content.bank, words, house.content.lexicon.stop, prompts.instructions)
        self.phrases = load_phrases(CONFIG / "guard")
        self.host = host
        self.turns = 0
        self.faulty: list[str] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self.host, name)

    async def open(self, salon: Salon, asked: frozenset[Any]) -> Utterance:
        said: Utterance = await self.host.open(salon, asked)
        self.examine(said, replace(Ground.of_salon(salon), footing=self.footings.of_salon(salon)))
        return said

    async def decide(self, room: Room, trigger: Trigger) -> Decision:
        decision: Decision = await self.host.decide(room, trigger)
        if decision.utterance is not None:
            self.examine(decision.utterance, replace(Ground.of_room(room), footing=self.footings.of_room(room)))
        return decision

    def examine(self, said: Utterance, ground: Ground) -> None:
        self.turns += 1
        faults = examine(said.text, ground, takes_up=said.takes_up, phrases=self.phrases)
        self.faulty += [f"{fault}: {said.text}" for fault in faults]


@pytest.fixture(scope="module")
def house() -> House:
    return load_house(CONFIG)


@pytest.fixture
async def films(house: House) -> AsyncIterator[Films]:
    index = TitleFilmIndex(house.catalogue.films)
    yield Films(index)
    await index.close()


async def film_of(films: Films, transcript: Transcript) -> Film:
    title = f"{transcript.film} ({transcript.year})"
    try:
        return await films.resolve(title)
    except SeveralFilms as several:
        return several.films[0]
    except BadInput:
        return films.unlisted(title)


async def examined(house: House, films: Films, file: Path) -> Examined:
    settings = load({}, CONFIG)
    last = None
    faulty: list[str] = []
    turns = 0
    for transcript in read_transcripts(file):
        assert isinstance(transcript, Transcript)

        def setting(db: Database, clock: Clock, announcer: Announcer, watch: Watcher) -> Evening:
            nonlocal last
            last = Examined(house, make_host(settings, house, clock, ai=False))
            return wire(settings, house, db=db, clock=clock, announcer=announcer, host=last, watch=watch)

        await replay(transcript, await film_of(films, transcript), setting)
        assert last is not None
        turns, faulty = turns + last.turns, faulty + last.faulty
    assert last is not None
    last.turns, last.faulty = turns, faulty
    return last


async def test_the_house_host_passes_over_a_few_conversations(house: House, films: Films) -> None:
    found = await examined(house, films, SMALL)
    assert found.faulty == []
    assert found.turns >= 10


@pytest.mark.skipif(not REAL.is_file(), reason="no real conversations here: SALON_DATA names their folder")
async def test_the_house_host_passes_over_real_conversations(house: House, films: Films, tmp_path: Path) -> None:
    file = tmp_path / "talk.jsonl"
    with REAL.open(encoding="utf-8") as talk:
        file.write_text("".join(islice(talk, 0, SALONS * 20, 20)), encoding="utf-8")
    found = await examined(house, films, file)
    assert found.faulty == []
    assert found.turns >= SALONS


@pytest.mark.skipif(not REAL.is_file(), reason="no real conversations here: SALON_DATA names their folder")
def test_hardly_anything_that_people_say_of_films_is_taken_for_an_order() -> None:
    import json

    words = load_guard_words(CONFIG / "guard")
    with REAL.open(encoding="utf-8") as talk:
        said = [message["text"] for line in talk for message in json.loads(line)["messages"]]
    # One of them is: the task that the people of this collection were given, pasted into the talk.
    assert len([text for text in said if words.is_order(text)]) <= 3
