"""The house host's recaps of real evenings, for `salon bench`: are they true, linked, fair, short and quick to write."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import cycle, islice
from pathlib import Path

from bot.cli.bench_figures import Bench, Figure, NotMeasured
from bot.cli.bench_recap_faults import WORDS, Faults, judge
from bot.cli.bench_replay import talk_texts
from bot.cli.replay import film_of
from bot.domain.film import Film
from bot.domain.reader import Reader
from bot.domain.room import Room
from bot.domain.salon import Salon, SalonState
from bot.domain.turn import SalonId, Turn, TurnId
from bot.domain.vocabulary import Vocabulary
from bot.hosts.recapping import write_recap
from bot.house import House, load_house, make_host
from bot.local.replay import replay
from bot.local.transcripts import Transcript, read_transcripts
from bot.ports import Announcer, Clock, Database
from bot.services.films import Films
from bot.services.hosting import Watcher
from bot.settings import load
from bot.storage.film_index import TitleFilmIndex
from bot.wiring import Wired, wire

SMALL_TALK = Path(__file__).with_name("small_talk.json")
"""Greetings and logistics in the real talk, judged by people: [conversation, message], both counted from 0."""
LENGTHS = ((60, 50.0), (10_000, 2_000.0))
"""Turns of a salon, and the milliseconds in which its record is to be written, from a room that has heard them."""
_EVENING = datetime(2026, 1, 1, 20, 0, tzinfo=UTC)


async def recaps(bench: Bench) -> Sequence[Figure]:
    """Replay every real conversation and judge its record. Raises NotMeasured without real talk."""
    if bench.talk is None:
        raise NotMeasured("no real talk: name its folder with --data, or in SALON_DATA")
    house = load_house(bench.config)
    figures = [_pace(house, bench, *length) for length in LENGTHS]
    found = await judged(bench.config, house, bench.talk)
    return [*_figures(found), *figures]


async def judged(config: Path, house: House, talk: Path, every: int = 1) -> Faults:
    """What is wrong with the records of every so many conversations of a file; those without messages have none."""
    settings, films, faults = load({}, config), Films(TitleFilmIndex(house.catalogue.films)), Faults()
    labels: set[tuple[int, int]] = {(one, message) for one, message in json.loads(SMALL_TALK.read_text("utf-8"))}

    def setting(db: Database, clock: Clock, announcer: Announcer, watch: Watcher) -> Wired:
        speaker = make_host(settings, house, clock, ai=False)
        return wire(settings, house, db=db, clock=clock, announcer=announcer, host=speaker, watch=watch)

    transcripts = (one for one in read_transcripts(talk) if isinstance(one, Transcript))
    for number, transcript in islice(enumerate(transcripts), 0, None, every):
        played = await replay(transcript, await film_of(films, None, transcript), setting)
        judge(faults, played, frozenset(message for one, message in labels if one == number))
    return faults


def _figures(found: Faults) -> Sequence[Figure]:
    note = f"of {found.regulars}; a turn of substance makes a point, however faint"
    share = f"longest; mean {sum(found.lengths) / max(1, len(found.lengths)):.0f}, of {found.recaps:,} recaps"
    return [
        Figure("quotes not verbatim, or another's", (len(found.misquoted),), target=0, note=f"of {found.quotes:,}"),
        Figure("links that lead nowhere", (len(found.dangling),), target=0, note=f"of {found.links:,}"),
        Figure("regulars who do not appear", (len(found.missing),), target=0, note=note),
        Figure("pairs of items with half their words", (len(found.alike),), target=0, note=f"of {found.pairs:,}"),
        Figure(
            "items from greetings or logistics", (len(found.chatter),), target=0, note=f"of {found.items:,} items, against {found.labelled} labelled messages"
        ),
        Figure("words besides quotes", (max(found.lengths, default=0),), target=WORDS, note=share),
    ]  # fmt: skip


def _pace(house: House, bench: Bench, turns: int, most: float) -> Figure:
    """How long the record of a salon of so many turns takes to write, in milliseconds; its talk is real where there is some."""
    room = room_of(house, list(islice(cycle(talk_texts(bench.talk)), turns)))
    speech, took = house.content.speech, []
    for _ in range(bench.runs):
        began = time.perf_counter()
        write_recap(room, speech)
        took.append(1_000 * (time.perf_counter() - began))
    return Figure(f"recap of {turns:,} turns, from the room", tuple(took), "ms", most)


def room_of(house: House, texts: Sequence[str]) -> Room:
    """A room in which three people have said these things in turn."""
    bank, content = house.content.bank, house.content
    film = next(film for film in house.catalogue.films if film.id in bank.notes)
    room = Room(_salon(film), Reader(content.lexicon, Vocabulary(bank.themes, bank.lenses, film), film))
    for number, text in enumerate(texts, 1):
        author = number % 3
        at = _EVENING + timedelta(seconds=20 * number)
        name = ("Ines", "Tomas", "Wren")[author]
        room.hear(Turn(TurnId(number), SalonId(1), 11 + author, name, at, text, number))
    return room


def _salon(film: Film) -> Salon:
    return Salon(SalonId(1), 1, 2, 3, film, SalonState.OPEN, 11, _EVENING)
