"""Small stand-ins for our own services, so that the edge is tested by itself; the announcer and the bot are real."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from bot.client import SalonBot, Services
from bot.domain.content import Content, Library
from bot.domain.film import Film, FilmId
from bot.domain.film_card import FilmCard
from bot.domain.question import Kind
from bot.domain.salon import Salon, SalonState
from bot.domain.spoiler import EVERYTHING, Horizon
from bot.domain.theme import Lens, Theme
from bot.domain.turn import SalonId, Source, Utterance, UtteranceKind
from bot.errors import Conflict, NotFound, SeveralFilms, UnknownFilm
from bot.films.letterboxd import LetterboxdReader
from bot.hosts.tagging import HouseFinder
from bot.jobs.runner import JobRunner
from bot.local.memory import MemoryDatabase
from bot.ports import Heard, ServerSettings
from bot.services.ballots import Ballots
from bot.services.film_shelf import FilmShelf
from bot.services.model_use import ModelUse
from bot.services.nominations import Nominations
from bot.services.optouts import Optouts
from bot.services.own_themes import OwnThemes
from bot.services.server_jobs import JobsOfServers
from bot.services.tagging import Tagging
from bot.services.themes import Themes
from bot.services.watchlist_imports import WatchlistImports
from bot.services.watchlists import Watchlists
from bot.services.zones import Zones
from bot.settings import Settings, load
from bot.ui.announcer import DiscordAnnouncer
from bot.ui.cities import Cities
from bot.ui.texts import Texts
from tests.evening import house
from tests.fakes import ManualClock, her

CONFIG = Path(__file__).parents[2] / "config"
OPENING = "Tonight: Her. What is a letter worth when somebody else signs it?"
SUSPIRIAS = tuple(
    Film(FilmId(f"suspiria-{year}"), "Suspiria", year, directors=(by,))
    for year, by in ((1977, "Argento"), (2018, "Guadagnino"))
)


def _asleep() -> None:
    """There is no runner to wake."""


class Films:
    """Knows Her and two films called Suspiria."""

    async def resolve(self, typed: str) -> Film:
        for film in (her(), *SUSPIRIAS):
            if typed == film.id or (typed.casefold() == "her" and film.title == "Her"):
                return film
        if typed.casefold() == "suspiria":
            raise SeveralFilms(typed, SUSPIRIAS)
        raise UnknownFilm(typed, (her(),))

    async def at_hand(self, typed: str) -> Film | None:
        try:
            return await self.resolve(typed)
        except UnknownFilm:
            return None

    async def card(self, film: Film, region: str) -> FilmCard:
        return FilmCard(film, ("catalogue",))

    async def matching(self, title: str, year: int | None) -> Film | None:
        return next((f for f in (her(), *SUSPIRIAS) if (f.title, f.year) == (title, year)), None)

    async def suggest(self, typed: str, limit: int = 25) -> Sequence[Film]:
        return [film for film in (her(), *SUSPIRIAS) if typed.casefold() in film.title.casefold()][:limit]

    def unlisted(self, title: str) -> Film:
        return Film(FilmId("typed"), title, listed=False)


class Servers:
    """Keeps settings in a dictionary."""

    def __init__(self) -> None:
        self.kept: dict[int, ServerSettings] = {}

    async def get(self, guild_id: int) -> ServerSettings:
        return self.kept.get(guild_id, ServerSettings(guild_id))

    async def choose_channel(self, guild_id: int, channel_id: int | None) -> ServerSettings:
        return await self._save(guild_id, salon_channel=channel_id)

    async def choose_timezone(self, guild_id: int, name: str) -> ServerSettings:
        return await self._save(guild_id, timezone=name)

    async def choose_language(self, guild_id: int, code: str) -> ServerSettings:
        return await self._save(guild_id, language=code)

    async def _save(self, guild_id: int, **chosen: Any) -> ServerSettings:
        self.kept[guild_id] = replace(await self.get(guild_id), **chosen)
        return self.kept[guild_id]


class Salons:
    """Opens salons at once, through the real announcer."""

    def __init__(self, announcer: DiscordAnnouncer, clock: Any) -> None:
        self.announcer, self.clock = announcer, clock
        self.here_now: dict[int, Salon] = {}
        self.numbers = count(1)
        self.fails: Exception | None = None

    async def start(
        self,
        *,
        guild_id: int,
        parent_id: int,
        film: Film,
        opened_by: int,
        lens: str | None = None,
        horizon: Horizon = EVERYTHING,
        language: str | None = None,
    ) -> Salon:
        if self.fails is not None:
            raise self.fails
        if parent_id in self.here_now:
            raise Conflict("already_open", channel=parent_id)
        number, now = next(self.numbers), self.clock.now()
        salon = Salon(
            SalonId(number), guild_id, parent_id, None, film, SalonState.OPENING, opened_by, now, lens, horizon
        )
        said = Utterance(UtteranceKind.OPENING, OPENING, Source.HOUSE, "opening")
        place = await self.announcer.make_place(salon, said, f"open-{number}")
        if place.opening_message is None:
            await self.announcer.say(place.channel_id, OPENING, f"say-{number}")
        salon = replace(salon, channel_id=place.channel_id, state=SalonState.OPEN)
        self.here_now[place.channel_id] = salon
        return salon

    async def pause(self, channel_id: int) -> Salon:
        return self._change(channel_id, SalonState.PAUSED)

    async def resume(self, channel_id: int) -> Salon:
        return self._change(channel_id, SalonState.OPEN)

    async def end(self, channel_id: int, by: int | None) -> Salon:
        return self._change(channel_id, SalonState.CLOSED)

    async def listed(self, guild_id: int) -> tuple[Sequence[Salon], Sequence[Salon]]:
        salons = list(self.here_now.values())
        return [s for s in salons if s.live], [s for s in salons if not s.live]

    async def here(self, channel_id: int) -> Salon | None:
        return self.here_now.get(channel_id)

    def _change(self, channel_id: int, state: SalonState) -> Salon:
        if channel_id not in self.here_now:
            raise NotFound("no_salon_here")
        self.here_now[channel_id] = replace(self.here_now[channel_id], state=state)
        return self.here_now[channel_id]


class Conversation:
    """Writes down what it is told."""

    def __init__(self, salons: Salons) -> None:
        self.salons = salons
        self.heard: list[Heard] = []
        self.edits: list[tuple[int, str]] = []
        self.gone: list[int] = []
        self.closed: list[int] = []
        self.caught_up = 0
        self.remembered = False
        self.connected = asyncio.Event()
        self.asked: list[tuple[int, str | None, str | None, Kind | None]] = []

    async def hear(self, message: Heard) -> bool:
        self.heard.append(message)
        return True

    async def edited(self, message_id: int, text: str, at: datetime) -> None:
        self.edits.append((message_id, text))

    async def deleted(self, message_ids: Sequence[int]) -> None:
        self.gone += message_ids

    async def channel_gone(self, channel_id: int) -> None:
        self.closed.append(channel_id)

    async def ask(self, channel_id: int, theme: str | None, lens: str | None, kind: Kind | None) -> None:
        if channel_id not in self.salons.here_now:
            raise NotFound("no_salon_here")
        self.asked.append((channel_id, theme, lens, kind))

    async def remember_sync(self) -> None:
        self.remembered = True

    async def catch_up(self) -> int:
        self.caught_up += 1
        self.connected.set()
        return 0

    def knows(self, channel_id: int) -> bool:
        return channel_id in self.salons.here_now


class Edge:
    """The real bot with these services; ``clock`` is in the test's hand."""

    def __init__(self, settings: Settings | None = None, db: MemoryDatabase | None = None, clock: Any = None) -> None:
        self.texts = Texts.load(CONFIG / "locales")
        self.bot = SalonBot(settings or load({}, CONFIG), self.texts)
        self.clock = clock or ManualClock()
        self.db = db or MemoryDatabase()
        self.announcer = DiscordAnnouncer(self.bot, self.texts)
        self.salons, self.films, self.servers = Salons(self.announcer, self.clock), Films(), Servers()
        self.conversation = Conversation(self.salons)
        bank: Any = SimpleNamespace(
            themes={"gift": Theme("gift", "gift and debt", "")},
            vocabulary={"gift": Theme("gift", "gift and debt", "")},
            lenses={"queer": Lens("queer", "queer theory", "")},
        )
        content = Content(bank, house().content.lexicon, house().content.speech)
        library = Library({"en": content})
        finder = HouseFinder(library)
        made: dict[str, Any] = {
            "salons": self.salons,
            "conversation": self.conversation,
            "films": self.films,
            "servers": self.servers,
            "zones": Zones(self.db, self.clock, Cities(CONFIG, ("en",))),
            "shelf": FilmShelf([her(), *SUSPIRIAS], self.db),
            "watchlists": Watchlists(self.db, self.clock),
            "watchlist_imports": WatchlistImports(self.db, self.clock, self.films, LetterboxdReader()),
            "nominations": Nominations(self.db, self.clock),
            "screenings": None,
            "screening_answers": None,
            "screening_posts": None,
            "times": None,
            "film_clocks": None,
            "ballots": Ballots(self.db, self.clock),
            "progress": None,
            "past_recaps": None,
            "catching_up": None,
            "themes": Themes(
                self.db,
                self.clock,
                library,
                Tagging(self.db, self.clock, finder, finder),
                Optouts(self.db, self.clock),
                wake=_asleep,
            ),
            "forgetting": None,
            "own_themes": OwnThemes(self.db, self.clock, library),
            "wishes": None,
            "optouts": None,
            "holdings": None,
            "digest_schedules": None,
            "whatifs": None,
            "model_use": ModelUse(self.db, self.clock),
            "server_jobs": JobsOfServers(self.db, self.clock, wake=_asleep),
            "close": self.db.close,
            "library": library,
            "runner": JobRunner(self.db, self.clock, {}),
        }
        self.bot.provide(Services(texts=self.texts, clock=self.clock, db=self.db, **made))
