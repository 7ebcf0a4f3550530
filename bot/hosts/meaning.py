"""Whether themes are found by meaning or by the words alone."""

from __future__ import annotations

import logging
from pathlib import Path

from bot.hosts.embedding import installed, load_embedder
from bot.hosts.tagging import Maker, lexical

_log = logging.getLogger(__name__)


def best_maker(folder: Path) -> Maker:
    """What makes taggers here: by meaning where the extra ``semantic`` is installed, else by the words alone.

    What the model makes of the vocabulary is kept in the folder; the first time takes about half a minute.
    """
    if not installed():
        return lexical
    try:
        from bot.hosts.semantic import by_meaning  # noqa: PLC0415  (needs numpy, which comes with the extra)

        return by_meaning(load_embedder(), folder)
    except ImportError as error:  # it is there and does not run, for instance on another processor
        _log.warning("event=no_meaning error=%s", type(error).__name__)
        return lexical
