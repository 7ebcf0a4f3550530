"""The words by which heat between people is told, for one language: ``[heat]`` of ``config/host/<language>.toml``."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.domain.lexicon import PhraseSet


@dataclass(frozen=True, slots=True)
class HeatCues:
    """Cues of one language.

    Whom: ``you`` and ``you_are`` (with its verb) begin what is said to a person, ``verbs`` follow a name; ``between`` may
    stand between subject and insult, as may ``obscene`` words, which make it worse.

    What: ``grave_names``, ``names`` and ``mild_names`` are what people are called. ``traits`` and ``mild_traits`` need a
    verb, or a name or one of ``anybody`` behind them. ``tails`` follow a subject, ``turned`` an insult ("how stupid are
    you"). ``grave``, ``insulting`` and ``sharp`` phrases stand by themselves anywhere, ``orders`` and ``commands`` at the
    head of a sentence, ``mocking`` ones before a participant's name. An insult between commas counts where one of
    ``yours`` is there, too.

    What takes it back: ``articles`` before a phrase make a thing of it; ``screenward`` words speak to the screen, and
    ``quoting`` ones say that the turn repeats a line. ``reported`` verbs make it another's speech unless one of
    ``own_voices`` stands before them, ``reported_after`` do so behind it and ``causing`` right before "you"; ``disclaims``
    deny it; ``conditions`` leave open who is meant. ``away`` words, between commas, call nobody here; ``interjections``
    are no names, though a comma follows. ``laughs`` is laughter, ``amends`` an apology.
    """

    yours: frozenset[str]
    you: PhraseSet
    you_are: PhraseSet
    verbs: frozenset[str]
    between: frozenset[str]
    obscene: frozenset[str]
    grave_names: PhraseSet
    names: PhraseSet
    mild_names: PhraseSet
    anybody: PhraseSet
    traits: PhraseSet
    mild_traits: PhraseSet
    tails: PhraseSet
    turned: PhraseSet
    grave: PhraseSet
    insulting: PhraseSet
    sharp: PhraseSet
    mocking: PhraseSet
    orders: PhraseSet
    commands: PhraseSet
    articles: frozenset[str]
    screenward: PhraseSet
    quoting: PhraseSet
    reported: PhraseSet
    own_voices: frozenset[str]
    causing: frozenset[str]
    reported_after: PhraseSet
    disclaims: PhraseSet
    conditions: PhraseSet
    away: frozenset[str]
    interjections: frozenset[str]
    amends: PhraseSet
    laughs: re.Pattern[str]
