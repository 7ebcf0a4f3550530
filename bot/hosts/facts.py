"""Answers to questions of fact that the film's card can answer."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.film import Film
from bot.domain.speech import Speech

_DIRECTED = frozenset({"directed", "director", "directs"})
_YEAR = frozenset({"year", "released"})
_CAST = frozenset({"stars", "cast", "acts", "starring", "actors"})


def fact_answer(speech: Speech, film: Film, words: Sequence[str]) -> str | None:
    """The answer in a sentence, or None when no such fact is asked for (or it is not known)."""
    said = set(words)
    if len(words) > 14 or not said & {"who", "what", "when", "how", "which"}:
        return None
    replies = speech.replies
    if said & _DIRECTED and "who" in said:
        return _filled(replies["director"][0], film.directors, film, directors=" and ".join(film.directors))
    if said & _YEAR and said & {"what", "when", "which"} and film.year:
        return replies["year"][0].format(film=film.title, year=film.year)
    if "long" in said and "how" in said and said & {"film", "movie", "it", "run"} and film.runtime:
        return replies["runtime"][0].format(film=film.title, runtime=film.runtime)
    if said & _CAST and "who" in said:
        return _filled(replies["cast"][0], film.cast, film, cast=", ".join(film.cast[:4]))
    return None


def _filled(form: str, known: Sequence[str], film: Film, **values: str) -> str | None:
    return form.format(film=film.title, **values) if known else None
