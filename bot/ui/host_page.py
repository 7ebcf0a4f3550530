"""What `/setup host` answers: who hosts, as whom, and what was used today."""

from __future__ import annotations

from collections.abc import Mapping

from bot.services.model_use import Use
from bot.ui.limits import CONTENT, cut
from bot.ui.marks import plain
from bot.ui.texts import Locale


def host_text(texts: Locale, use: Use, model: str | None, personas: Mapping[str, str]) -> str:
    """How a server's host stands; ``model`` is None where only the house host hosts."""
    if model is None:
        lines = [texts.get("setup.host_house")]
    else:
        persona = plain(personas.get(use.persona, use.persona))
        lines = [texts.get("setup.host_model", model=plain(model), persona=persona), _used(texts, use)]
    return cut("\n".join(lines), CONTENT)


def _used(texts: Locale, use: Use) -> str:
    used = texts.number(use.used)
    if use.budget is None:
        return texts.get("setup.host_used", used=used)
    key = "setup.host_used_up" if use.used >= use.budget else "setup.host_used_of"
    return texts.get(key, used=used, budget=texts.number(use.budget))
