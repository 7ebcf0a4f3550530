"""Hosting: hearing what is said in a salon, deciding, and saying what was decided."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from bot.domain.decision import Decision, Trigger
from bot.domain.heat import overtaken, response
from bot.domain.question import Kind
from bot.domain.room import Room
from bot.domain.salon import HEARING, Salon, SalonState
from bot.domain.turn import SalonId, Turn, TurnId, Utterance
from bot.errors import Conflict, Gone, NotFound, SalonError
from bot.ports import Announcer, Clock, Database, Heard, Host, Job, NewTurn
from bot.services.alerts import Alerts
from bot.services.covers import SpoilerCovers
from bot.services.film_clocks import has_begun
from bot.services.lost_channels import forget_words
from bot.services.optouts import may_hear
from bot.services.rooms import Rooms
from bot.services.salons import HOST_NAME, Salons, kept
from bot.services.saying import Saying
from bot.services.tagging import in_line
from bot.services.unheard import Unheard
from bot.services.whatif_following import contribute, draft_replied_to, follow_deletions, follow_edit
from bot.services.whatif_heat import look_for_heat

_log = logging.getLogger(__name__)
_COMPARED = 300  # turns of a salon that are compared with the channel after a break
Watcher = Callable[[Salon, Decision, Turn | None], None]


def _unwatched(_salon: Salon, _decision: Decision, _turn: Turn | None) -> None:
    """Nobody watches decisions."""


class Conversation(Saying):
    """The talk of all salons. ``watch`` hears of every decision with the turn it led to."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        announcer: Announcer,
        host: Host,
        rooms: Rooms,
        salons: Salons,
        *,
        lull: timedelta,
        pause: timedelta = timedelta(),
        watch: Watcher = _unwatched,
        covers: SpoilerCovers | None = None,
        alerts: Alerts | None = None,
        unheard: Unheard | None = None,
    ) -> None:
        super().__init__(db, clock, announcer, rooms, salons)
        self._host = host
        self._lull, self._pause = lull, pause
        self._watch = watch
        self._covers, self._alerts, self._unheard = covers, alerts, unheard
        self._synced: dict[SalonId, int] = {}

    def knows(self, channel_id: int) -> bool:
        """Whether a live salon is in that channel, as far as memory tells."""
        return self._salons.knows(channel_id)

    # --- hearing ---

    async def hear(self, message: Heard) -> bool:
        """Store a participant's message as a turn and queue a decision; False when it is no turn of a live salon.

        Nothing is kept of a message whose author opted out of being heard.
        """
        if message.own or not message.human:
            return False
        salon = await self._salons.here(message.channel_id)
        if salon is None:
            return False
        if await self._passed_over(salon, message):
            return False
        # The first live message of a salon moves its mark past what a broken connection may have swallowed before it.
        self._synced.setdefault(salon.id, salon.read_until)
        spoils = self._covers is not None and await self._covers.wanted(salon, message)
        now, due = self._clock.now(), await self._due(salon, message)
        async with self._db.write() as uow:
            if not await may_hear(uow, message.author_id, message.at):
                return False
            draft = await draft_replied_to(uow, salon, message)
            turn = await uow.turns.add(
                NewTurn(
                    salon.id, message.author_id, message.author_name, message.at, message.text,
                    message_id=message.message_id, reply_to=message.reply_to,
                    attachments=message.attachments, to_host=message.to_host and draft is None,
                )
            )  # fmt: skip
            if turn is None:
                return False
            if draft is not None:
                await contribute(uow, draft, turn, now)
            elif salon.state is SalonState.OPEN or (salon.state is SalonState.WATCHING and turn.to_host):
                await uow.jobs.put("consider", str(salon.id), due, guild_id=salon.guild_id)
            await in_line(uow, turn, now)
            if self._covers is not None and spoils:
                await self._covers.note(uow, turn)
        self._rooms.heard(turn)
        if draft is not None or due > now or salon.state is SalonState.WATCHING:
            await look_for_heat(self._db, self._rooms, turn, self._clock.now())
        self._salons.wake()
        return True

    async def _passed_over(self, salon: Salon, message: Heard) -> bool:
        """Whether its author opted out of being heard; who calls the host then is told so."""
        await self._rooms.optouts.look()
        if self._rooms.optouts.hears(message.author_id, message.at):
            return False
        if self._unheard is not None:
            await self._unheard.called(salon, message)
        return True

    async def _due(self, salon: Salon, message: Heard) -> datetime:
        """When to decide: at once where somebody waits for it, else when the others have had a moment to speak."""
        room, now = await self._rooms.of(salon.id), self._clock.now()
        alone = room.solo and message.author_id in (room.people or (message.author_id,))
        return now if alone or message.to_host or room.addressed is not None else now + self._pause

    async def catch_up(self) -> int:
        """Read what was said in live salons while nobody listened; what is known already is passed over."""
        await self._salons.load()
        async with self._db.read() as uow:
            live = await uow.salons.live()
        found = 0
        for salon in live:
            try:
                found += await self._catch_up(salon)
            except Gone:
                await self._closed_without_a_word(salon)
            except SalonError as error:
                _log.warning("event=catch_up_failed salon=%s error=%s", salon.id, type(error).__name__)
        return found

    async def _catch_up(self, salon: Salon) -> int:
        if salon.channel_id is None:
            return 0
        start = newest = self._synced.setdefault(salon.id, salon.read_until)
        known = await self._lately(salon.id)
        seen: dict[int, Heard] = {}
        found = 0
        async for message in self._announcer.messages_after(salon.channel_id, min([start, *(m - 1 for m in known)])):
            if message.message_id in known:
                seen[message.message_id] = message
            # Without a mark the channel is read from its beginning, which may be older than the salon.
            elif message.message_id > start and (start or message.at >= salon.opened_at):
                found += await self.hear(message)
            newest = max(newest, message.message_id)
        self._synced[salon.id] = newest
        await self._compare(known, seen)
        if found:
            _log.info("event=caught_up salon=%s turns=%s", salon.id, found)
        return found

    async def _lately(self, salon_id: SalonId) -> dict[int, Turn]:
        """The last turns by message, which may have been edited or deleted while nobody listened."""
        async with self._db.read() as uow:
            said = await uow.turns.of_salon(salon_id, unheard=True)
        return {t.message_id: t for t in said[-_COMPARED:] if t.message_id is not None}

    async def _compare(self, known: Mapping[int, Turn], seen: Mapping[int, Heard]) -> None:
        """Follow edits and deletions that nobody heard of. A channel that shows nothing we know proves nothing."""
        if not seen:
            return
        for message_id, message in seen.items():
            turn = known[message_id]
            if not turn.by_host and message.text and message.text != turn.text:
                await self.edited(message_id, message.text, self._clock.now())
        gone = [m for m, turn in known.items() if m not in seen and not turn.by_host]
        if gone:
            await self.deleted(gone)

    async def remember_sync(self) -> None:
        """Note, before connecting, how far each live salon has been read."""
        async with self._db.read() as uow:
            for salon in await uow.salons.live():
                self._synced.setdefault(salon.id, salon.read_until)

    async def edited(self, message_id: int, text: str, at: datetime) -> None:
        """Follow an edit; of who opted out of being heard no new words are kept, and those edited go."""
        async with self._db.read() as uow:
            there = await uow.turns.by_message(message_id)
            if there is None or there.text == text:
                return
            heard = await may_hear(uow, there.author_id, at)
        if not heard:
            await self.deleted([message_id])
            return
        async with self._db.write() as uow:
            turn = await uow.turns.edit(message_id, text, at)
            if turn is not None:
                await follow_edit(uow, turn, self._clock.now())
                await in_line(uow, turn, self._clock.now())
                await uow.jobs.put("redraw", str(turn.salon_id), self._clock.now())
        if turn is not None:
            self._rooms.drop(turn.salon_id)
            self._salons.wake()

    async def deleted(self, message_ids: Sequence[int]) -> None:
        """Follow deletions: the words leave storage, the room, the host's own quotations and the record."""
        async with self._db.write() as uow:
            shown = await follow_deletions(uow, message_ids, self._clock.now())
            gone = {turn.salon_id for turn in await uow.turns.remove(message_ids)}
            for salon_id in sorted(gone):
                await uow.jobs.put("redraw", str(salon_id), self._clock.now())
        for salon_id in {*shown, *gone}:
            self._rooms.drop(salon_id)
        if gone or shown:
            self._salons.wake()

    async def channel_gone(self, channel_id: int) -> None:
        """Close the salon of a deleted thread; there is nowhere to post its recap, and what was said there goes."""
        if (salon := await self._salons.here(channel_id)) is not None:
            await self._closed_without_a_word(salon)
        for salon_id in await forget_words(self._db, channel_id, self._clock.now()):
            self._rooms.drop(salon_id)

    # --- deciding ---

    async def consider(self, job: Job) -> None:
        """Job "consider": one decision after the newest turns, or when hard words have had time to be laughed off."""
        await self._decide(SalonId(int(job.key)), Trigger(str(job.payload.get("trigger", Trigger.TURN))))

    async def lull(self, job: Job) -> None:
        """Job "lull": if it has been quiet long enough, one decision; then look again, ever more rarely."""
        salon_id = SalonId(int(job.key))
        async with self._db.read() as uow:
            salon = await uow.salons.get(salon_id)
        if salon is None or not salon.live:
            return
        now = self._clock.now()
        quiet = now - (salon.last_turn_at or salon.opened_at)
        if quiet >= self._lull and salon.state is SalonState.OPEN:
            await self._decide(salon_id, Trigger.LULL)
        rest = max(self._lull - quiet, timedelta(seconds=1)) if quiet < self._lull else quiet
        async with self._db.write() as uow:
            await uow.jobs.put("lull", job.key, now + rest)

    async def _decide(self, salon_id: SalonId, trigger: Trigger) -> None:
        room = await self._rooms.of(salon_id)
        if room.salon.state not in HEARING or room.last is None or room.last.by_host:
            return
        newest, heat = room.last, response(room, trigger)
        decision = await self._host.decide(room, trigger)
        if await self._rooms.silenced(room):
            async with self._db.write() as uow:  # decided from words that are not heard any more: anew, without them
                await uow.jobs.put("consider", str(salon_id), self._clock.now(), guild_id=room.salon.guild_id)
            return
        if trigger is Trigger.TURN and await self._went_on(salon_id, decision):
            return
        if self._alerts is not None:
            await self._alerts.follow(room.salon, newest, heat)
        turn = None
        if decision.utterance is not None:
            turn = await self._store(salon_id, decision.utterance, after=decision.after)
        self._watch(room.salon, decision, turn)
        # Not the reason: a model's may repeat what people wrote.
        _log.debug("event=decision salon=%s after=%s speaks=%s", salon_id, decision.after, decision.speaks)

    async def _went_on(self, salon_id: SalonId, decision: Decision) -> bool:
        """Whether a new decision is queued: somebody alone with the host said more while it thought, or heat came up."""
        room = await self._rooms.of(salon_id)
        if overtaken(room, decision):
            return True
        newest = next((t for t in reversed(room.turns) if not t.by_host), None)
        return room.solo and newest is not None and decision.after is not None and newest.id > decision.after

    async def _store(self, salon_id: SalonId, said: Utterance, *, after: TurnId | None) -> Turn | None:
        """Record what the host is about to say and enqueue the posting of it; None when the moment has passed."""
        room = await self._rooms.of(salon_id)
        if after is not None and any(t.by_host for t in room.turns if t.id > after):
            return None
        async with self._db.write() as uow:
            salon = await uow.salons.get(salon_id)
            if salon is None or salon.state not in HEARING:
                return None
            turn = await uow.turns.add(
                NewTurn(salon_id, 0, HOST_NAME, self._clock.now(), said.text, utterance=kept(said))
            )
            if turn is None:
                return None
            await uow.jobs.put("post", str(turn.id), self._clock.now(), guild_id=salon.guild_id)
        self._rooms.heard(turn)
        self._salons.wake()
        return turn

    async def ask(self, channel_id: int, theme: str | None, lens: str | None, kind: Kind | None) -> Turn:
        """A question that somebody asked for. Raises NotFound or Conflict("paused" or "film_not_begun")."""
        salon = await self._salons.required(channel_id)
        if salon.state is SalonState.PAUSED:
            raise Conflict("paused")
        if not await has_begun(self._db, salon, self._clock.now()):  # it would be about what they are about to see
            raise Conflict("film_not_begun")
        room = await self._rooms.of(salon.id)
        said = await self._host.prompt(room, theme, lens, kind)
        return await self.put(salon.id, said, heard=room)

    async def put(
        self, salon_id: SalonId, said: Utterance, *, after: TurnId | None = None, heard: Room | None = None
    ) -> Turn:
        """Say what somebody asked for, unless the host has said something else after the turn ``after``.

        ``heard`` is the room that it was made for. Raises Conflict("spoke_meanwhile"), Conflict("silenced_meanwhile"),
        Conflict("paused") or NotFound("no_salon_here").
        """
        if heard is not None and await self._rooms.silenced(heard):
            raise Conflict("silenced_meanwhile")
        room = await self._rooms.of(salon_id)
        last = room.last.id if room.last else None
        if (turn := await self._store(salon_id, said, after=after)) is None:
            state = (await self._rooms.of(salon_id)).salon.state
            if state is SalonState.PAUSED or state in HEARING:
                raise Conflict("paused" if state is SalonState.PAUSED else "spoke_meanwhile")
            raise NotFound("no_salon_here")
        self._watch(room.salon, Decision(last, said.reason, said), turn)
        return turn
