"""Marks on the messages of a recap, by which one is found again that was posted before anybody could note it."""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain.salon import Salon
from bot.errors import Forbidden
from bot.ports import PostedMessage
from bot.ui import reach
from bot.ui.cards import Page
from bot.ui.frames import RECAPS, frame_id
from bot.ui.own_posts import SKEW

_LOOK_BACK = 200  # messages after the salon's end among which its recap is looked for
_PAGES = 100


def mark_recap(page: Page, salon: Salon, number: int) -> None:
    """Mark the frame of a recap's page with its salon and number."""
    for frame in page.children:
        frame.id = _mark(salon) + number


async def standing_recap(channel: reach.Talk, salon: Salon, me: int) -> Mapping[int, PostedMessage]:
    """The pages of a salon's recap that stand in a channel; none where its history may not be read."""
    found: dict[int, PostedMessage] = {}
    allowed = reach.granted(channel)
    if salon.closed_at is None or (allowed is not None and not allowed.read_message_history):
        return found
    try:
        with reach.discord_refusals("read_message_history"):
            async for message in channel.history(limit=_LOOK_BACK, after=salon.closed_at - SKEW, oldest_first=True):
                for frame in message.components if message.author.id == me else ():
                    number = (getattr(frame, "id", None) or 0) - _mark(salon)
                    if 0 <= number < _PAGES:
                        found.setdefault(number, PostedMessage(channel.id, message.id))
    except Forbidden:
        return {}
    return found


def _mark(salon: Salon) -> int:
    return frame_id(RECAPS, salon.id, _PAGES)
