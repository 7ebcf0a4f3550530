"""The house host over many evenings, for `salon bench`: openings, five salons on one film in one server, and its pace."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import cycle, islice

from bot.cli.bench_figures import Bench, Figure, NotMeasured
from bot.cli.bench_replay import talk_texts
from bot.cli.replay import film_of
from bot.clock import SystemClock
from bot.domain.decision import Trigger
from bot.domain.film import Film
from bot.domain.question import QuestionId
from bot.domain.reader import Reader
from bot.domain.room import Room
from bot.domain.salon import Salon, SalonState
from bot.domain.turn import SalonId, Turn, TurnId
from bot.domain.vocabulary import Vocabulary
from bot.house import House, load_house, make_host
from bot.local.replay import Home, Replayed, replay
from bot.local.transcripts import Transcript, read_transcripts
from bot.ports import Announcer, Clock, Database, Host
from bot.services.films import Films
from bot.services.hosting import Watcher
from bot.settings import load
from bot.storage.film_index import TitleFilmIndex
from bot.wiring import Wired, wire

OPENINGS = 50
SALONS, FILMS = 5, 20
MOMENTS = ((50, 3.0), (5_000, 6.0))
"""Turns, and the milliseconds of CPU that one may take there."""
_AROUND = 50  # turns over which the time of one is taken
_EVENING = datetime(2026, 1, 1, 20, 0, tzinfo=UTC)


async def host(bench: Bench) -> Sequence[Figure]:
    """Openings over fifty films, repetitions over five salons on a film in one server, and CPU a turn."""
    house = load_house(bench.config)
    speaker = make_host(load({}, bench.config), house, SystemClock(), ai=False)
    figures = [*await _openings(house, speaker), *[await _pace(house, speaker, bench, *moment) for moment in MOMENTS]]
    return [*figures, *(await _again(bench, house) if bench.talk is not None else [])]


async def _openings(house: House, speaker: Host) -> Sequence[Figure]:
    """How many of fifty openings are unlike each other, half of them of films without questions of their own."""
    notes = house.content.bank.notes
    films = [f for f in house.catalogue.films if f.id in notes][: OPENINGS // 2]
    films += [f for f in house.catalogue.films if f.id not in notes][: OPENINGS - len(films)]
    texts = set()
    for number, film in enumerate(films):
        text = (await speaker.open(_salon(film, _EVENING + timedelta(days=number)), frozenset[QuestionId]())).text
        texts.add(text)
    return [Figure(f"distinct openings of {len(films)} films", (len(texts),), target=len(films), at_least=True)]


async def _pace(house: House, speaker: Host, bench: Bench, moment: int, most: float) -> Figure:
    """The CPU that hearing one turn and deciding after it takes around a moment of a salon of three, in milliseconds."""
    film = next(film for film in house.catalogue.films if film.id in house.content.bank.notes)
    bank, content = house.content.bank, house.content
    room = Room(_salon(film, _EVENING), Reader(content.lexicon, Vocabulary(bank.themes, bank.lenses, film), film))
    texts = list(islice(cycle(talk_texts(bench.talk)), moment + _AROUND))
    took: list[float] = []
    for number, text in enumerate(texts, 1):
        began = time.process_time()
        room.hear(_turn(number, text))
        if number > moment - _AROUND:
            decision = await speaker.decide(room, Trigger.TURN)
            took.append(1_000 * (time.process_time() - began))
            del decision
    return Figure(f"CPU a turn at turn {moment:,}", tuple(took), "ms", most)


async def _again(bench: Bench, house: House) -> Sequence[Figure]:
    """Questions that a server hears twice within five salons on one film."""
    assert bench.talk is not None  # noqa: S101  # the caller looks
    settings, films = load({}, bench.config), Films(TitleFilmIndex(house.catalogue.films))

    def setting(db: Database, clock: Clock, announcer: Announcer, watch: Watcher) -> Wired:
        speaker = make_host(settings, house, clock, ai=False)
        return wire(settings, house, db=db, clock=clock, announcer=announcer, host=speaker, watch=watch)

    by_film: dict[str | None, list[Transcript]] = defaultdict(list)
    for one in read_transcripts(bench.talk):
        if isinstance(one, Transcript):
            by_film[one.film].append(one)
    asked, twice, played = 0, 0, 0
    for transcripts in islice((found for found in by_film.values() if len(found) >= SALONS), FILMS):
        home, heard = Home(), Counter[QuestionId]()
        for transcript in transcripts[:SALONS]:
            heard.update(_asked(await replay(transcript, await film_of(films, None, transcript), setting, home=home)))
        asked, twice, played = asked + heard.total(), twice + heard.total() - len(heard), played + 1
    if not played:
        raise NotMeasured(f"no film with {SALONS} conversations")
    note = f"of {asked}; {played} films, {SALONS} salons each"
    return [Figure("questions a server hears twice", (twice,), target=0, note=note)]


def _asked(replayed: Replayed) -> Iterator[QuestionId]:
    for event in replayed.events:
        said = event.turn.utterance if event.turn is not None else None
        if said is not None and said.question is not None:
            yield said.question.id


def _salon(film: Film, at: datetime) -> Salon:
    return Salon(SalonId(1), 1, 2, 3, film, SalonState.OPEN, 11, at)


def _turn(number: int, text: str) -> Turn:
    at, author = _EVENING + timedelta(seconds=20 * number), number % 3
    return Turn(TurnId(number), SalonId(1), 11 + author, ("Ines", "Tomas", "Wren")[author], at, text, number)
