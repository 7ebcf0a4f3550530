"""Nothing obeyed: signs that a text does what a guest ordered, plays another part, or tells the host's instructions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bot.domain.wording import ENDINGS, stem, tokens
from bot.hosts.guard_faults import Fault, FaultKind
from bot.hosts.guard_names import latin, plain_name
from bot.hosts.guard_patterns import filled
from bot.hosts.guard_runs import runs
from bot.hosts.guard_words import GuardWords
from bot.hosts.verbatim import fold

_RUN = 6  # words in a row that nobody writes twice by chance
_ORDERED = 4  # words in a row that are taken from an order
_LEAST_WORDS = 10  # below this a text is too short to tell its language
_LEAST_COMMON = 0.15  # of its words; plain prose has two or three times as many


def secrets_of(prompts: Iterable[str]) -> frozenset[tuple[str, ...]]:
    """The runs of words of the host's instructions, which nobody is told."""
    return frozenset().union(*(runs(prompt, _RUN) for prompt in prompts))


def confession_faults(
    text: str, secrets: frozenset[tuple[str, ...]], words: GuardWords, names: Sequence[str]
) -> list[Fault]:
    """The host tells its instructions, speaks of them, or speaks as somebody else."""
    if not secrets.isdisjoint(runs(text, _RUN)):
        return [Fault(FaultKind.CONFESSION, "your instructions")]
    plain = fold(text)
    if words.confessions is not None and (found := words.confessions.search(plain)):
        return [Fault(FaultKind.CONFESSION, found[0])]
    if words.roles is not None and words.roles.search(text):
        return [Fault(FaultKind.CONFESSION, "a role label")]
    lines = "\n".join(map(fold, text.splitlines()))
    for name in names:
        who = re.escape(fold(name))
        poses = (filled(pose, who=who) for pose in words.poses)
        if re.search("|".join([rf"(?:^|\n)\W*{who}\s*[:>]", *poses]), lines):
            return [Fault(FaultKind.CONFESSION, name)]
    return []


def obeying_faults(
    text: str, orders: Sequence[str], ordinary: frozenset[str], endings: tuple[str, ...] = ENDINGS
) -> list[Fault]:
    """Words that come from a guest's order and from nowhere else. ``ordinary`` are stems that stand elsewhere."""
    own, said = runs(text, _ORDERED), {stem(word, endings): word for word in tokens(text)}
    for order in orders:
        if not own.isdisjoint(runs(order, _ORDERED)):
            return [Fault(FaultKind.OBEYED, "an order's own words")]
        strange = {stem(word, endings) for word in tokens(order)} - ordinary
        news = (
            (found, word)
            for found, word in said.items()
            if ordinary.isdisjoint({found, stem(plain_name(word), endings)})
        )
        taken = next((word for found, word in news if _akin(found, strange)), None)
        if taken is not None:
            return [Fault(FaultKind.OBEYED, taken)]
    return []


def _akin(found: str, strange: frozenset[str] | set[str]) -> bool:
    """Whether a stem is one of these, or begins one or is begun by one, as "walru" is by "walrus"."""
    if len(found) < 3 and latin(found):
        return False
    return found in strange or any(
        len(one) > 3 and len(found) > 3 and (one.startswith(found) or found.startswith(one)) for one in strange
    )


def language_faults(bare: str, language: str, words: GuardWords) -> list[Fault]:
    """A text in another language than the salon's; languages without a list of common words are not looked at."""
    common = words.common.get(language.split("-", maxsplit=1)[0])
    said = tokens(bare)
    letters = [c for c in bare if c.isalpha()]
    if common is None or not letters:
        return []
    foreign = sum(not c.isascii() and c.lower() == c.upper() for c in letters) > len(letters) / 3
    few = len(said) >= _LEAST_WORDS and sum(word in common for word in said) < _LEAST_COMMON * len(said)
    return [Fault(FaultKind.LANGUAGE)] if foreign or few else []
