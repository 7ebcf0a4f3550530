"""The private offer of a spoiler cover, worded for Discord."""

from __future__ import annotations

from bot.domain.salon import Salon
from bot.domain.turn import Turn
from bot.ui.limits import CONTENT
from bot.ui.marks import jump, plain
from bot.ui.texts import Texts

_MARK = "||"
_FENCE = "```"


def covered(text: str) -> str:
    """A text that Discord hides until somebody clicks; covers that it has already are taken into the one."""
    return f"{_MARK}{text.replace(_MARK, '').strip()}{_MARK}"


class CoverText:
    """Words the offer in the salon's language."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts

    def __call__(self, salon: Salon, turn: Turn) -> str:
        """What the author of a turn is sent: why, where, and the message ready to paste (or how, where it is too long)."""
        locale = self._texts(salon.language)
        place = jump(salon.guild_id, salon.channel_id or 0, turn.message_id)
        film = plain(salon.film.label)
        ready = covered(turn.text)
        # In a code block the marks are shown as they are typed, and copied with the rest.
        shown = ready if _FENCE in ready else f"{_FENCE}\n{ready}\n{_FENCE}"
        text = f"{locale.get('cover.offer', film=film, place=place)}\n{shown}"
        return text if len(text) <= CONTENT else locale.get("cover.too_long", film=film, place=place)
