"""What is held of a person, for that person: an overview, and all of it as one file."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import tempfile
import zipfile
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import IO

from bot.domain.holding import FORMAT, VERSION, Held, Record
from bot.domain.optout import Optout
from bot.domain.salon import Salon
from bot.errors import Conflict
from bot.ports import Clock, Database

_log = logging.getLogger(__name__)
MOST_BYTES = 8 * 1024 * 1024
"""Size of a file that any server takes. A larger one is packed."""
AGAIN = timedelta(minutes=1)
"""After how long the same person is given another file."""
_BATCH = 500  # records read and written at once
_IN_MEMORY = 1024 * 1024  # bytes of a file that is being made; the rest lies on the disk
_LATEST = 40  # salons looked at for those that may be linked
_REMEMBERED = 1_000


@dataclass(frozen=True, slots=True)
class Overview:
    """How many records there are of each kind, by server; the latest salons somebody spoke in here; and their choice.

    ``here`` is this server as counts call it.
    """

    here: str
    counts: Mapping[Held, Mapping[str | None, int]]
    salons: Sequence[tuple[Salon, int]]
    optout: Optout | None = None

    def count(self, *kinds: Held) -> tuple[int, int]:
        """How many records of these kinds there are, of this server or of none, and everywhere."""
        found = [self.counts.get(kind, {}) for kind in kinds]
        here = sum(one.get(self.here, 0) + one.get(None, 0) for one in found)
        return here, sum(sum(one.values()) for one in found)

    @property
    def nothing(self) -> bool:
        """Whether nothing is held but, at most, that the person is not to be heard."""
        return not any(kind is not Held.OPTOUT for kind in self.counts)


@dataclass(frozen=True, slots=True)
class Export:
    """A file with all that is held; whoever takes it closes it. ``packed``: it is a zip archive that holds the JSON file."""

    file: IO[bytes]
    packed: bool

    @property
    def name(self) -> str:
        """What it is called."""
        return "salon-memory.zip" if self.packed else _NAME


_NAME = "salon-memory.json"


class Holdings:
    """Tells people what is held of them."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock
        self._given: OrderedDict[int, datetime] = OrderedDict()

    async def overview(self, user_id: int, guild_id: int, sees: Callable[[Salon], bool], most: int) -> Overview:
        """What is held of somebody who is on a server, with so many of the latest salons there that they may see."""
        async with self._db.read() as uow:
            counts = await uow.holdings.counts(user_id)
            spoke = await uow.holdings.spoke_in(user_id, guild_id, _LATEST)
            choice = await uow.optouts.get(user_id)
        return Overview(str(guild_id), counts, [one for one in spoke if sees(one[0])][:most], choice)

    async def export(self, user_id: int) -> Export:
        """All of it as JSON. Raises Conflict("export_again", seconds=) less than ``AGAIN`` after the last, or "export_too_large"."""
        self._demand_rest(user_id)
        try:
            file = await self._written(user_id)
            size = file.tell()
            packed = await asyncio.to_thread(_packed, file) if size > MOST_BYTES else None
        except BaseException:
            self._given.pop(user_id, None)
            raise
        _log.info("event=exported bytes=%s packed=%s", size, packed is not None)
        if packed is None:
            file.seek(0)
            return Export(file, packed=False)
        if packed.tell() > MOST_BYTES:
            packed.close()
            raise Conflict("export_too_large")
        packed.seek(0)
        return Export(packed, packed=True)

    def _demand_rest(self, user_id: int) -> None:
        now = self._clock.now()
        last = self._given.get(user_id)
        if last is not None and now - last < AGAIN:
            raise Conflict("export_again", seconds=max(1, int((last + AGAIN - now).total_seconds())))
        self._given[user_id] = now
        self._given.move_to_end(user_id)
        while len(self._given) > _REMEMBERED:
            self._given.popitem(last=False)

    async def _written(self, user_id: int) -> IO[bytes]:
        """The JSON file, written a batch at a time, so that a long one fits into little memory."""
        file: IO[bytes] = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115  # closed by whoever takes the file
        head = {"format": FORMAT, "version": VERSION, "made_at": self._clock.now().astimezone(UTC).isoformat()}
        try:
            file.write(_line({**head, "person": str(user_id)})[:-1] + b",\n")
            async with self._db.read() as uow:
                for number, kind in enumerate(Held):
                    file.write(f"{',' if number else ''}\n{json.dumps(kind.value)}: [".encode())
                    cursor: int | None = 0
                    first = True
                    while cursor is not None:
                        batch = await uow.holdings.batch(user_id, kind, cursor, _BATCH)
                        await asyncio.to_thread(_append, file, batch.records, first)
                        cursor, first = batch.cursor, first and not batch.records
                    file.write(b"]")
            file.write(b"\n}\n")
        except BaseException:
            file.close()
            raise
        return file


def _line(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")


def _append(file: IO[bytes], records: Sequence[Record], first: bool) -> None:
    """Write records, a line each."""
    for number, one in enumerate(records):
        file.write((b"\n" if first and not number else b",\n") + _line(one))


def _packed(file: IO[bytes]) -> IO[bytes]:
    """The same file in a zip archive; the bare one is closed."""
    packed: IO[bytes] = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115  # likewise
    with file, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive, archive.open(_NAME, "w") as inside:
        file.seek(0)
        while part := file.read(_IN_MEMORY):
            inside.write(part)
    packed.seek(0, io.SEEK_END)
    return packed
