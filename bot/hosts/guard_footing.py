"""The checks that need to know the film and the room: names, claims, attributions, spoilers, obedience, language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.lexicon import PhraseSet
from bot.domain.turn import Turn, TurnId
from bot.domain.wording import tokens
from bot.hosts.guard_basis import Basis, claim_faults, name_faults
from bot.hosts.guard_faults import Fault, FaultKind
from bot.hosts.guard_mouths import Speaker, mouth_faults
from bot.hosts.guard_names import plain_name
from bot.hosts.guard_orders import confession_faults, language_faults, obeying_faults
from bot.hosts.guard_spoilers import Untold
from bot.hosts.verbatim import without


@dataclass(frozen=True, slots=True)
class Footing:
    """What the checks know.

    ``untold`` is what of the film somebody here has not seen; ``labels`` are the names of the room's people by author id; ``distrusted`` turns give the host orders and found
    nothing; ``ordinary`` are stems that stand elsewhere than in them; ``secrets`` are runs of the host's instructions.
    """

    basis: Basis
    language: str = "en"
    untold: Untold | None = None
    labels: tuple[tuple[int, tuple[str, ...]], ...] = ()
    distrusted: tuple[Turn, ...] = ()
    orders: tuple[str, ...] = ()
    ordinary: frozenset[str] = frozenset()
    secrets: frozenset[tuple[str, ...]] = frozenset()
    crude: PhraseSet | None = None
    solo: bool = False

    @property
    def untrusted_ids(self) -> frozenset[TurnId]:
        """Turns that nothing may be quoted from."""
        return frozenset(turn.id for turn in self.distrusted)

    def speakers(self, turns: Sequence[Turn], takes_up: Sequence[TurnId]) -> list[Speaker]:
        """Everybody whose words may be reported. "You" is who is alone with the host, or the one who is answered."""
        untrusted = self.untrusted_ids
        by_author: dict[int, list[Turn]] = {}
        for turn in turns:
            if not turn.by_host and turn.id not in untrusted:
                by_author.setdefault(turn.author_id, []).append(turn)
        answered = {turn.author_id for turn in turns if turn.id in set(takes_up) and not turn.by_host}
        you = answered if len(answered) == 1 else set(by_author) if self.solo else set()
        found = []
        for author, names in self.labels:
            # Who is called like somebody in the film cannot be told from them.
            own = tuple(name for name in names if not self._plays(name))
            if own or author in you:
                found.append(Speaker(own, tuple(by_author.get(author, ())), author in you))
        return found

    def own_names(self) -> list[str]:
        """What the room's people are called, but for those who are called like somebody in the film."""
        return [name for _, called in self.labels for name in called if not self._plays(name)]

    def _plays(self, name: str) -> bool:
        return plain_name(name) in self.basis.film.characters


def footing_faults(
    text: str, bare: str, footing: Footing, turns: Sequence[Turn], takes_up: Sequence[TurnId]
) -> list[Fault]:
    """Everything that these checks find; ``bare`` is the text without titles and true quotes."""
    basis = footing.basis
    untrusted = footing.untrusted_ids
    trusted = [turn for turn in turns if turn.id not in untrusted]
    names = footing.own_names()
    faults = name_faults(text, bare, basis, trusted)
    faults += claim_faults(text, basis)
    faults += mouth_faults(text, footing.speakers(turns, takes_up), basis)
    faults += confession_faults(
        text, footing.secrets, basis.words, [n for n in names if n.casefold() not in basis.stop]
    )
    faults += (
        obeying_faults(without(text, names), footing.orders, footing.ordinary, basis.endings) if footing.orders else []
    )
    faults += language_faults(bare, footing.language, basis.words)
    if footing.untold is not None and footing.untold.given_away(text):
        faults.append(Fault(FaultKind.SPOILER, "a scene that somebody here has not seen yet"))
    if footing.crude is not None and footing.crude.any(tokens(bare)):
        faults.append(Fault(FaultKind.CRUDE))
    return faults
