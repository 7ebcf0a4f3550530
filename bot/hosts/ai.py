"""The AI host: a language model that is asked once a turn, held to the guard, and stood in for by the house host.

Every method keeps one order: the bounds in code, the server's budget, moderation, one structured answer, the guard, one
repair, and when any of that fails or takes too long, the house host with the source "fallback". The people in the salon
notice no more than that.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import timedelta

from bot.breaker import Breaker
from bot.domain.content import Content
from bot.domain.decision import Decision, Trigger
from bot.domain.heat import Call, response
from bot.domain.manners import Permit, may_speak
from bot.domain.point import Point
from bot.domain.question import Kind, QuestionId
from bot.domain.recap import Recap
from bot.domain.room import Room
from bot.domain.salon import Salon
from bot.domain.turn import Source, Turn, Utterance
from bot.domain.whatif import WhatIf
from bot.errors import NotFound, Unavailable
from bot.hosts.ai_answers import Answers
from bot.hosts.ai_asking import Asking, Order
from bot.hosts.ai_client import ModelClient
from bot.hosts.ai_draft import Silence, about, signed
from bot.hosts.ai_evidence import evidence_of
from bot.hosts.ai_failure import ModelFailure, TurnWithheld
from bot.hosts.ai_moderation import Moderation
from bot.hosts.ai_recap_parts import kept
from bot.hosts.ai_recap_tasks import RecapTasks
from bot.hosts.ai_recording import Recording
from bot.hosts.ai_settings import ModelSettings
from bot.hosts.ai_tasks import Tasks
from bot.hosts.countering import consensus
from bot.hosts.fallback import decided_instead, instead, recap_instead
from bot.hosts.footings import Footings
from bot.hosts.guard_words import GuardWords
from bot.hosts.phrases import Phrases
from bot.hosts.prompts import Prompts
from bot.ports import Clock, Host, ModelAccount

log = logging.getLogger(__name__)

ITEM_WORDS = 60
_LINKED = 3  # parts of a what-if, its premise among them, from which two may be linked
_A_LINK = 5  # words that a link has at least, besides its sign and its question
_LATEST = 12  # parts among which a link is looked for


def _told(said: Utterance, sign: str) -> str:
    """What is said besides the sign and the question."""
    asked = said.question.text if said.question else ""
    return said.text.replace(sign, " ").replace(asked, " ")


def breaker_of(settings: ModelSettings, clock: Clock) -> Breaker:
    """What lets a model rest that keeps failing."""
    return Breaker(clock, settings.failures_before_rest, timedelta(seconds=settings.rest))


class AIHost:
    """Implements ``bot.ports.Host`` with a model; ``house`` speaks when it cannot.

    ``account`` says on what terms a server has the model; without one everybody has it, as the default persona.
    ``breaker`` and ``moderation`` are shared by all that ask one model, as hosts of several languages do.
    """

    def __init__(
        self,
        model: ModelClient,
        house: Host,
        *,
        prompts: Prompts,
        phrases: Phrases,
        words: GuardWords,
        clock: Clock,
        settings: ModelSettings,
        content: Content,
        account: ModelAccount | None = None,
        breaker: Breaker | None = None,
        moderation: Moderation | None = None,
    ) -> None:
        self._model = model
        self._house = house
        self._phrases = phrases
        self._settings = settings
        self._moderation = moderation or Moderation(model, clock, wanted=settings.moderated)
        self._asking = Asking(
            self._moderation,
            breaker or breaker_of(settings, clock),
            patience=settings.patience,
            account=account,
            log=log,
            instead="the house host speaks",
        )
        footings = Footings(content.bank, words, content.lexicon.stop, prompts.instructions, content.lexicon.endings)
        self._tasks = Tasks(prompts, phrases, footings, content.bank, settings)
        self._sign, self._link = content.speech.counter.signs[0], content.speech.workshop.link
        self._answers = Answers(model, prompts.repair, settings)
        self._content, self._account, self._support = content, account, prompts.support
        self._recording = Recording(model, RecapTasks(prompts, self._tasks), settings, self._answers.mend)

    async def close(self) -> None:
        """Let go of the model's connections."""
        await self._model.close()

    async def open(self, salon: Salon, asked: frozenset[QuestionId]) -> Utterance:
        """The opening of an evening."""

        async def opened(order: Order) -> Utterance:
            if not salon.film.listed:
                await self._moderation.require(salon.film.title)
            messages = self._tasks.opening(salon, order.view)
            return await self._answers.words(messages, self._tasks.opening_bounds(salon, asked), order.meter)

        try:
            return await self._asking.asked("open", salon.guild_id, opened)
        except ModelFailure as failure:
            return instead(await self._house.open(salon, asked), failure.why)

    async def decide(self, room: Room, trigger: Trigger) -> Decision:
        """Words or silence after a turn or in a lull; no model is asked where the host may not speak."""
        after = room.turns[-1].id if room.turns else None
        if response(room, trigger).call is not Call.GO_ON:
            return await self._house.decide(room, trigger)  # people at each other are no matter for a model
        permit = may_speak(room, trigger, lulls=self._settings.lulls)
        if not permit.allowed:
            return Decision(after, permit.reason)

        async def decided(order: Order) -> Utterance | Silence:
            await self._moderation.look_at(room.turns)
            if self._tasks.withholds(room, order.view):
                raise TurnWithheld("the turn is none for a model")
            bounds = self._tasks.deciding_bounds(room, trigger, permit)
            return await self._answers.settled(
                self._tasks.deciding(room, trigger, permit, order.view), bounds, order.meter
            )

        try:
            answer = await self._asking.asked("decide", room.salon.guild_id, decided)
        except TurnWithheld as withheld:
            return await self._without(room, permit, withheld.why)
        except ModelFailure as failure:
            return decided_instead(await self._house.decide(room, trigger), failure.why)
        if isinstance(answer, Silence):
            return Decision(after, answer.reason)
        return Decision(after, answer.reason, answer)

    async def _without(self, room: Room, permit: Permit, why: str) -> Decision:
        """Go on without the newest turn: a question about the film where somebody waits, else silence."""
        after = room.turns[-1].id
        if not permit.must:
            return Decision(after, why)
        try:
            return Decision(after, why, instead(await self._house.prompt(room, None, None, None), why))
        except NotFound:
            return Decision(after, why)

    async def prompt(self, room: Room, theme: str | None, lens: str | None, kind: Kind | None) -> Utterance:
        """A question that somebody asked for; words outside the vocabulary go to the house host alone."""
        if not self._tasks.knows(theme, lens):
            return await self._house.prompt(room, theme, lens, kind)

        async def prompted(order: Order) -> Utterance:
            await self._moderation.look_at(room.turns)
            messages = self._tasks.prompting(room, theme, lens, kind, order.view)
            return await self._answers.words(
                messages, self._tasks.prompting_bounds(room, theme, lens, kind), order.meter
            )

        try:
            return await self._asking.asked("prompt", room.salon.guild_id, prompted)
        except ModelFailure as failure:
            return instead(await self._house.prompt(room, theme, lens, kind), failure.why)

    async def next_question(self, room: Room, draft: WhatIf) -> Utterance | None:
        """The next question of a what-if: with a link between two parts of it where the model sees one, else the house host's.

        When it is time to ask, the house host decides.
        """
        asked = await self._house.next_question(room, draft)
        if asked is None or len(draft.parts) < _LINKED:
            return asked

        async def linked(order: Order) -> Utterance | Silence:
            await self._moderation.look_at(room.turns)
            found = (room.turn(part.turn_id) for part in draft.parts[-_LATEST:])
            parts = [turn for turn in found if turn is not None and not self._tasks.hides(turn, order.view)]
            if len(parts) < 2:
                return Silence("too few parts for a model")
            messages = self._tasks.linking(room, parts, self._link, order.view)
            return await self._answers.settled(messages, self._tasks.linking_bounds(room, self._link), order.meter)

        try:
            said = await self._asking.asked("link", room.salon.guild_id, linked)
        except ModelFailure as failure:
            return instead(asked, failure.why)
        if isinstance(said, Silence) or len(draft.turns.intersection(said.takes_up)) < 2:
            return asked
        # What the guard cuts away may have been the link itself, and a bare question is no better than the house host's.
        return signed(said, self._link) if len(_told(said, self._link).split()) >= _A_LINK else asked

    async def counter(self, room: Room, point: Point | None) -> Utterance:
        """A counter-reading that somebody asked for, said to be one whether the model says so or not."""
        target = point or consensus(room)
        if target is None:
            raise NotFound("no_point")

        async def countered(order: Order) -> Utterance:
            await self._look_at(room, target, order)
            messages = self._tasks.countering(room, target, self._sign, order.view, named=point is not None)
            bounds = self._tasks.countering_bounds(room, self._sign)
            return about(await self._answers.words(messages, bounds, order.meter), target, self._sign)

        try:
            return await self._asking.asked("counter", room.salon.guild_id, countered)
        except ModelFailure as failure:
            return instead(await self._house.counter(room, point), failure.why)

    async def take_up(self, room: Room, point: Point) -> Utterance:
        """Somebody's point that somebody else wants taken up."""
        permit = Permit(True, "asked for", must=True, words=self._tasks.ground(room).most_words)

        async def taken(order: Order) -> Utterance:
            await self._look_at(room, point, order)
            bounds = self._tasks.deciding_bounds(room, Trigger.TURN, permit)
            messages = self._tasks.pointing(room, point, permit, order.view)
            return about(await self._answers.words(messages, bounds, order.meter), point)

        try:
            return await self._asking.asked("take_up", room.salon.guild_id, taken)
        except ModelFailure as failure:
            return instead(await self._house.take_up(room, point), failure.why)

    async def _look_at(self, room: Room, point: Point, order: Order) -> None:
        """Have moderation look first. Raises ModelFailure where the point's own turn is none for a model."""
        await self._moderation.look_at(room.turns)
        if self._tasks.withholds_point(room, point, order.view):
            raise ModelFailure("the turn is none for a model", counts=False)

    async def recap(self, room: Room) -> Recap:
        """The record: written by the model, every line and quote held against its turns; figures are counted by code."""
        house = await self._house.recap(room)
        words = self._support.get(self._content.language)
        if words is None or not any(not turn.by_host for turn in room.turns):
            return house

        async def recapped(order: Order) -> Recap:
            def hides(turn: Turn) -> bool:
                return self._tasks.hides(turn, order.view)

            evidence = evidence_of(
                room,
                frozenset(turn.id for turn in room.turns if not turn.by_host and hides(turn)),
                shown=self._tasks.names(room),
                ground=replace(self._tasks.ground(room), most_words=ITEM_WORDS),
                phrases=self._phrases,
                words=words,
            )
            headline, items = await self._recording.recorded(
                room, evidence, order, hides, lambda: self._affords(room.salon, order)
            )
            line = headline or house.headline
            lines = kept(items, line, evidence, self._content.speech)
            await self._moderation.require(headline or "", *(item.text for item in lines))
            return replace(house, headline=line, items=lines, source=Source.AI)

        try:
            return await self._asking.asked("recap", room.salon.guild_id, recapped, self._settings.recap_patience)
        except ModelFailure:
            return recap_instead(house)

    async def _affords(self, salon: Salon, order: Order) -> bool:
        """Whether a server's budget has room besides what a task has used."""
        try:
            left = (await self._account.terms(salon.guild_id)).left if self._account is not None else None
        except Unavailable:
            return False
        return left is None or left > order.meter.tokens
