"""What services need from the outside, as Protocols. Adapters live in storage, hosts, films, ui and local."""

from __future__ import annotations

from bot.ports.ballots import BallotBoard, BallotStore
from bot.ports.clocks import ClockBoard, ClockNote, ClockStore, KeptDeed
from bot.ports.digests import DigestBoard, DigestStore
from bot.ports.films import FilmIndex, FilmSource
from bot.ports.holdings import HoldingStore
from bot.ports.horizons import HorizonStore
from bot.ports.jobs import JobStore
from bot.ports.nominations import NominationStore
from bot.ports.optouts import OptoutStore
from bot.ports.screenings import ScreeningBoard, ScreeningStore, ScreeningWords
from bot.ports.stores import (
    Database,
    FilmFactsStore,
    MetaStore,
    RecapStore,
    SalonStore,
    ServerStore,
    TurnStore,
    UnitOfWork,
)
from bot.ports.themes import ThemeFinder, ThemeStore
from bot.ports.usage import ModelAccount, UsageStore
from bot.ports.voice import Announcer, Clock, Heard, Host, Place
from bot.ports.watchlists import ListReader, WatchlistStore
from bot.ports.whatifs import DraftBoard, WhatIfStore
from bot.ports.zones import Gazetteer, ZoneStore
from bot.records import (
    ComingJob,
    DroppedJob,
    Job,
    JobId,
    Match,
    NewSalon,
    NewTurn,
    ParkedJob,
    PostedMessage,
    ServerSettings,
    Terms,
)

__all__ = [
    "Announcer",
    "BallotBoard",
    "BallotStore",
    "Clock",
    "ClockBoard",
    "ClockNote",
    "ClockStore",
    "ComingJob",
    "Database",
    "DigestBoard",
    "DigestStore",
    "DraftBoard",
    "DroppedJob",
    "FilmFactsStore",
    "FilmIndex",
    "FilmSource",
    "Gazetteer",
    "Heard",
    "HoldingStore",
    "HorizonStore",
    "Host",
    "Job",
    "JobId",
    "JobStore",
    "KeptDeed",
    "ListReader",
    "Match",
    "MetaStore",
    "ModelAccount",
    "NewSalon",
    "NewTurn",
    "NominationStore",
    "OptoutStore",
    "ParkedJob",
    "Place",
    "PostedMessage",
    "RecapStore",
    "SalonStore",
    "ScreeningBoard",
    "ScreeningStore",
    "ScreeningWords",
    "ServerSettings",
    "ServerStore",
    "Terms",
    "ThemeFinder",
    "ThemeStore",
    "TurnStore",
    "UnitOfWork",
    "UsageStore",
    "WatchlistStore",
    "WhatIfStore",
    "ZoneStore",
]
