"""Screenings, composed: their services over one database, and the jobs that carry them."""

from __future__ import annotations

from dataclasses import dataclass

from bot.jobs.registry import Handler
from bot.ports import Announcer, Clock, Database, ScreeningBoard, ScreeningWords
from bot.services.film_clocks import FilmClocks
from bot.services.film_over import FilmOver
from bot.services.salons import Salons
from bot.services.screening_answers import ScreeningAnswers
from bot.services.screening_evenings import ScreeningEvenings
from bot.services.screening_notices import WHISPER, ScreeningNotices
from bot.services.screening_posts import ScreeningPosts
from bot.services.screenings import BARRED, CARD, DRAFT, EVENT, OPEN, OVER, QUORUM, REMIND, TELL, Screenings


@dataclass(frozen=True, slots=True)
class Party:
    """What carries screenings, and its jobs."""

    screenings: Screenings
    answers: ScreeningAnswers
    posts: ScreeningPosts
    jobs: dict[str, Handler]


def party_over(
    db: Database,
    clock: Clock,
    announcer: Announcer,
    board: ScreeningBoard,
    words: ScreeningWords,
    salons: Salons,
    clocks: FilmClocks,
    over: FilmOver,
) -> Party:
    """Screenings over these adapters; their evenings are salons with a film's clock, and are over when ``over`` says so."""
    screenings = Screenings(db, clock)

    def wake() -> None:
        screenings.wake()

    answers = ScreeningAnswers(db, clock, wake=wake)
    posts = ScreeningPosts(db, clock, board, screenings, answers, wake=wake)
    notices = ScreeningNotices(db, clock, announcer, words)
    evenings = ScreeningEvenings(db, clock, salons, clocks, words, wake=wake)
    over.opened = evenings.opened
    jobs: dict[str, Handler] = {
        DRAFT: screenings.forget_draft,
        CARD: posts.card,
        EVENT: posts.event,
        REMIND: notices.remind,
        WHISPER: notices.whisper,
        QUORUM: notices.quorum,
        TELL: notices.tell,
        BARRED: notices.barred,
        OPEN: evenings.open,
        OVER: evenings.over,
    }
    return Party(screenings, answers, posts, jobs)
