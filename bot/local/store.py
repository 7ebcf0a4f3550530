"""Keeps the state in one JSON file: replaced atomically, a quarter of a second behind, written off the loop."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import time
from pathlib import Path

from bot.local.state import BASE_SECTION, State, state_from

log = logging.getLogger(__name__)
DELAY_SECONDS = 0.25
SHARE = 20
"""Drawing the state may take at most one part in so many of the loop's time; a huge club is written less often."""
VERSION = 1


def load(path: Path | None) -> State | None:
    """The state in the file, or None when there is no file.

    Raises ValueError when the file is not one this server wrote.
    """
    if path is None or not path.exists():
        return None
    document = json.loads(path.read_text(encoding="utf-8"))
    if document.get("version") != VERSION:
        raise ValueError(f"{path} was not written by this version of the local Discord")
    return state_from(document["base"], document["messages"])


def _replace(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(path.name + ".new")
    draft.write_text(text, encoding="utf-8")
    os.replace(draft, path)  # noqa: PTH105 - the atomic rename is the point


class Store:
    """Writes the state soon after it moved; only sections that moved are rendered anew."""

    def __init__(self, path: Path | None, state: State) -> None:
        self._path = path
        self._state = state
        self._moved: set[str] = {BASE_SECTION, *state.messages}
        self._rendered: dict[str, str] = {}
        self._delay = DELAY_SECONDS
        self._timer: asyncio.TimerHandle | None = None
        self._writing: asyncio.Task[None] | None = None
        state.changed = self._changed

    def _changed(self, section: str) -> None:
        self._moved.add(section)
        if self._path is not None and self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(self._delay, self._due)

    def _due(self) -> None:
        self._timer = None
        if self._writing is not None and not self._writing.done():
            self._changed(BASE_SECTION)
            return
        self._writing = asyncio.create_task(self._write(), name="local-state-write")

    async def _write(self) -> None:
        if self._path is None:
            return
        began = time.perf_counter()
        text = self._render()
        self._delay = max(DELAY_SECONDS, SHARE * (time.perf_counter() - began))
        try:
            await asyncio.to_thread(_replace, self._path, text)
        except OSError:
            log.exception("The local Discord could not write its state")

    def _render(self) -> str:
        for section in self._moved:
            if section == BASE_SECTION:
                self._rendered[section] = json.dumps(self._state.base())
            elif section in self._state.messages:
                self._rendered[section] = json.dumps(self._state.messages[section])
            else:
                self._rendered.pop(section, None)
        self._moved.clear()
        channels = (f"{json.dumps(key)}: {text}" for key, text in self._rendered.items() if key != BASE_SECTION)
        messages = ",\n".join(channels)
        return f'{{"version": {VERSION},\n"base": {self._rendered[BASE_SECTION]},\n"messages": {{\n{messages}\n}}}}\n'

    async def close(self) -> None:
        """Write what is not written yet."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._writing is not None:
            await self._writing
        if self._moved:
            await self._write()
