"""What people are told of a screening: reminders they asked for, that it was moved or cancelled, that few come."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from bot.domain.screening import Answer, Lead, Screening, ScreeningId, ScreeningState, going
from bot.errors import Forbidden, Gone
from bot.ports import Announcer, Clock, Database, Job, ScreeningWords, UnitOfWork

_log = logging.getLogger(__name__)
WHISPER = "screening_whisper"
"""The job that reminds one person in a direct message; its key holds the screening, the reminder, the time and the person."""
_AT_ONCE = 40
"""People named in one message."""
_SKEW = timedelta(seconds=10)  # how far the queue's clock and a plan may differ
_NONCE = 25


class ScreeningNotices:
    """Tells people of screenings, each thing once: what may have been said already is looked for first."""

    def __init__(self, db: Database, clock: Clock, announcer: Announcer, words: ScreeningWords) -> None:
        self._db = db
        self._clock = clock
        self._announcer = announcer
        self._words = words

    async def remind(self, job: Job) -> None:
        """Job "screening_remind": remind those who asked for it, in the channel, and by a job each in direct messages."""
        screening_id, lead = ScreeningId(int(job.key.partition(":")[0])), Lead(job.key.partition(":")[2])
        now = self._clock.now()
        async with self._db.write() as uow:
            there = await uow.screenings.get(screening_id)
            if there is None or there.state not in {ScreeningState.PLANNED, ScreeningState.BEGUN}:
                return
            if _too_late(there, lead, now):
                return
            away = going(await uow.screenings.rsvps(there.id), Answer.CANT)
            asked = [one for one in await uow.screenings.reminders(there.id, lead) if one.user_id not in away]
            for one in asked:
                if one.direct:
                    key = f"{job.key}:{int(there.starts_at.timestamp())}:{one.user_id}"
                    late = {"latest_s": int(lead.latest.total_seconds())}
                    await uow.jobs.put(WHISPER, key, now, late, guild_id=there.guild_id)
        here = [one.user_id for one in asked if not one.direct]
        text = self._words.reminder(there, lead, direct=False)
        nonce = f"r{there.id}{lead.value[0]}{_short(there)}"
        await self._call(job, there, text, here, nonce, there.starts_at - lead.before)
        _log.info("event=screening_reminded screening=%s lead=%s people=%s", there.id, lead, len(asked))

    async def whisper(self, job: Job) -> None:
        """Job "screening_whisper": remind one person in a direct message, unless they were."""
        number, lead_name, start, user = job.key.split(":")
        lead, user_id = Lead(lead_name), int(user)
        async with self._db.read() as uow:
            there = await uow.screenings.get(ScreeningId(int(number)))
            if there is None or not await _still_asked(uow, there, lead, user_id):
                return
        if int(there.starts_at.timestamp()) != int(start) or there.state is ScreeningState.CANCELLED:
            return
        if _too_late(there, lead, self._clock.now()):
            return
        nonce = f"w{there.id}{lead.value[0]}{_short(there)}{user_id % 10**9}"[:_NONCE]
        text = self._words.reminder(there, lead, direct=True)
        await self._whisper_once(user_id, text, nonce, there.starts_at - lead.before)

    async def quorum(self, job: Job) -> None:
        """Job "screening_quorum": tell who organises a screening that fewer come than they hoped for."""
        async with self._db.read() as uow:
            there = await uow.screenings.get(ScreeningId(int(job.key)))
            rsvps = await uow.screenings.rsvps(there.id) if there is not None else ()
        if there is None or not there.ahead or there.quorum is None or not there.organiser:
            return
        if self._clock.now() >= there.starts_at:
            return
        coming = len(going(rsvps))
        if coming < there.quorum:
            few = [self._words.few(there, coming, direct=direct) for direct in (True, False)]
            await self._tell_organiser(job, there, few[0], few[1], f"q{there.id}")

    async def barred(self, job: Job) -> None:
        """Job "screening_barred": tell who organises a screening that it cannot be opened."""
        async with self._db.read() as uow:
            there = await uow.screenings.get(ScreeningId(int(job.key)))
            salon = await uow.salons.get(there.salon_id) if there is not None and there.salon_id is not None else None
        if there is None or not there.organiser or salon is not None or self._clock.now() >= there.ends_at:
            return
        busy = bool(job.payload.get("busy"))
        said = [self._words.barred(there, busy=busy, direct=direct) for direct in (True, False)]
        await self._tell_organiser(job, there, said[0], said[1], f"b{there.id}")

    async def _tell_organiser(self, job: Job, there: Screening, direct: str, here: str, nonce: str) -> None:
        if not await self._whisper_once(there.organiser, direct, nonce, job.due_at):
            # Who takes no direct messages is told where they announced it.
            await self._call(job, there, here, [there.organiser], nonce, job.due_at)

    async def tell(self, job: Job) -> None:
        """Job "screening_tell": tell those who said yes that a screening was moved or called off."""
        async with self._db.read() as uow:
            there = await uow.screenings.get(ScreeningId(int(job.key.partition(":")[0])))
        if there is None or there.sequence != int(str(job.payload["sequence"])):
            return  # it has changed again since, and they are told of that
        if job.payload["what"] != "missed" and self._clock.now() >= there.ends_at:
            _log.warning("event=notice_dropped screening=%s", there.id)  # it would be of an evening that is over
            return
        who: object = job.payload["who"]
        assert isinstance(who, list)  # noqa: S101  # as it was put
        words = self._words
        say = {
            "moved": words.moved, "recast": words.other_film, "cancelled": words.cancelled, "missed": words.missed,
        }  # fmt: skip
        text = say[str(job.payload["what"])](there)
        await self._call(job, there, text, [int(one) for one in who], f"c{there.id}.{there.sequence}", job.due_at)

    async def _call(
        self, job: Job, there: Screening, text: str, people: Sequence[int], nonce: str, since: datetime
    ) -> None:
        """Say something to some people in the screening's channel, in as many messages as it needs, each once."""
        for number, some in enumerate(_parts(people)):
            line = f"{text} {' '.join(f'<@{one}>' for one in some)}"
            try:
                said = job.attempts > 1 and await self._announcer.find_own(there.parent_id, line, since) is not None
                if not said:
                    await self._announcer.say(there.parent_id, line, f"{nonce}.{number}", mentions=some)
            except (Forbidden, Gone) as error:
                _log.warning("event=screening_not_told screening=%s error=%s", there.id, type(error).__name__)
                return

    async def _whisper_once(self, user_id: int, text: str, nonce: str, since: datetime) -> bool:
        """Tell one person; False where they take no direct messages."""
        try:
            if not await self._announcer.whispered(user_id, text, since):
                await self._announcer.whisper(user_id, text, nonce)
        except (Forbidden, Gone) as error:
            _log.info("event=whisper_refused error=%s", type(error).__name__)
            return False
        return True


async def _still_asked(uow: UnitOfWork, there: Screening, lead: Lead, user_id: int) -> bool:
    """Whether somebody still wants that reminder in a direct message, and has not said that they cannot come."""
    wanted = any(one.user_id == user_id and one.direct for one in await uow.screenings.reminders(there.id, lead))
    return wanted and user_id not in going(await uow.screenings.rsvps(there.id), Answer.CANT)


def _too_late(there: Screening, lead: Lead, now: datetime) -> bool:
    """Whether a reminder is none any more, and that is logged; also where the screening was moved to later meanwhile."""
    late = now - (there.starts_at - lead.before)
    if late < -_SKEW:
        return True
    if late > lead.latest:
        _log.warning("event=reminder_dropped screening=%s lead=%s late_s=%.0f", there.id, lead, late.total_seconds())
        return True
    return False


def _short(there: Screening) -> int:
    """What tells a nonce from that of the same reminder before the screening was moved."""
    return int(there.starts_at.timestamp()) // 60 % 10**5


def _parts(people: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(people), _AT_ONCE):
        yield people[start : start + _AT_ONCE]
