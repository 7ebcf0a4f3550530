"""Answers to questions of fact that the film's card can answer."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.film import Film
from bot.domain.lexicon import Lexicon
from bot.domain.speech import Speech

_BARE = 6  # words, where no question mark tells that something is asked: "l'actrice qui joue Amy" asks nothing
_LONGEST = 14  # words; who says more says something else as well


def fact_answer(speech: Speech, lexicon: Lexicon, film: Film, words: Sequence[str], *, asks: bool = True) -> str | None:
    """The answer in a sentence, or None when no such fact is asked for (or it is not known).

    ``asks`` says that the words end in a question mark; without one, only a few can be a question ("who directed it").
    """
    said = frozenset(words)
    if len(words) > (_LONGEST if asks else _BARE):
        return None
    known = {
        "director": speech.listed(film.directors),
        "year": str(film.year or ""),
        "runtime": str(film.runtime or ""),
        "cast": ", ".join(film.cast[:4]),
    }
    for fact, groups in lexicon.facts.items():
        if all(not said.isdisjoint(group) for group in groups):
            form = speech.replies[fact][0]
            return form.format(film=film.title, directors=known["director"], **known) if known[fact] else None
    return None
