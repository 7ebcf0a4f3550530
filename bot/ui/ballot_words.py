"""What came of a ballot in words: its rounds, its ties, and the film that beats each other one by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.domain.ballot import Ballot
from bot.domain.content import Content
from bot.domain.nomination import NominationId
from bot.domain.runoff import Count, Out, Round, Tie
from bot.ui.digest_words import joined
from bot.ui.marks import plain
from bot.ui.texts import Locale

Names = Mapping[NominationId, str]
_TITLE = 60


def names_of(ballot: Ballot, content: Content) -> Names:
    """What the films of a ballot are called: by title, and by year as well where two have one title."""
    films = {one.nomination_id: content.told(one.film) for one in ballot.options}
    titles = [film.title.casefold() for film in films.values()]
    return {one: film.title if titles.count(film.title.casefold()) == 1 else film.label for one, film in films.items()}


def shown_names(names: Names) -> Names:
    """The same as Discord shows them, whatever marks are in them."""
    return {one: plain(name, _TITLE) for one, name in names.items()}


def rounds_text(count: Count, names: Names, texts: Locale, seed: str) -> list[str]:
    """Each round in a line or two."""
    last = len(count.rounds)
    return [
        texts.get("ballot.round", number=number, told=_round(one, names, texts, seed, last=number == last))
        for number, one in enumerate(count.rounds, 1)
    ]


def condorcet_text(count: Count, names: Names, texts: Locale) -> str:
    """A sentence on the film that would have beaten each other one, where it is not the one that won."""
    if count.condorcet is None or count.winner is None or count.condorcet == count.winner:
        return ""
    # It would have won the last two, so it was out before: in the round after which it went.
    number = next(n for n, one in enumerate(count.rounds, 1) if count.condorcet in {out.id for out in one.out})
    return texts.get("ballot.condorcet", film=names[count.condorcet], winner=names[count.winner], number=number)


def _round(one: Round, names: Names, texts: Locale, seed: str, *, last: bool) -> str:
    if last:
        return _final(one, names, texts, seed)
    out, *empty = one.out
    told = [_tie(one.tie, names, texts, seed) if one.tie else _fewest(out, names, texts), _moved(out, names, texts)]
    if empty:
        told.append(texts.get("ballot.none_first", n=len(empty), films=_some([names[one.id] for one in empty], texts)))
    return " ".join(told)


def _final(one: Round, names: Names, texts: Locale, seed: str) -> str:
    if one.tie is not None:
        return _tie(one.tie, names, texts, seed)
    (winner, votes), whole = one.tallies[0], sum(votes for _, votes in one.tallies)
    if votes == whole:
        return texts.get("ballot.all_votes", n=votes, film=names[winner])
    return texts.get("ballot.more_than_half", n=whole, votes=votes, film=names[winner])


def _fewest(out: Out, names: Names, texts: Locale) -> str:
    return texts.get("ballot.fewest", n=out.votes, film=names[out.id])


def _tie(tie: Tie, names: Names, texts: Locale, seed: str) -> str:
    films = _some([names[one] for one in tie.among], texts)
    head = texts.get("ballot.level_last" if tie.final else "ballot.level", n=tie.votes, films=films)
    key = ("ballot.drawn_wins" if tie.final else "ballot.drawn_out") if tie.drawn else ""
    key = key or ("ballot.oldest_wins" if tie.final else "ballot.newest_out")
    return f"{head} {texts.get(key, film=names[tie.chosen], seed=seed)}"


def _moved(out: Out, names: Names, texts: Locale) -> str:
    """Where the votes of a film went that is out."""
    if not out.to:
        return texts.get("ballot.went_nowhere", n=out.exhausted)
    moved = sum(votes for _, votes in out.to)
    if len(out.to) == 1:
        films = names[out.to[0][0]]
    else:
        films = joined([texts.get("ballot.share", film=names[one], votes=votes) for one, votes in out.to], texts)
    told = texts.get("ballot.went", n=moved, films=films)
    return told if not out.exhausted else f"{told} {texts.get('ballot.rest_nowhere', n=out.exhausted)}"


def _some(films: Sequence[str], texts: Locale, most: int = 4) -> str:
    """Films in a row; of many the first few, and how many more."""
    if len(films) <= most:
        return joined(films, texts)
    return texts.get("theme.more_films", n=len(films) - most, films=", ".join(films[:most]))
