"""The sentences of a digest: its dates, its salons, themes against earlier weeks, what was left open, films."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_interval
from babel.lists import format_list

from bot.domain.digest import Arc, BallotNote, Coming, Digest, Films, Line, OpenQuestion, SalonNote, Spot
from bot.domain.film import Film
from bot.ui.marks import jump, moment, plain
from bot.ui.texts import Locale

_WORDS, _HEADLINE = 280, 160


def dates(digest: Digest, texts: Locale) -> str:
    """The days that a digest tells of, as its language writes them."""
    zone = ZoneInfo(digest.zone)
    first, last = digest.since.astimezone(zone).date(), digest.until.astimezone(zone).date()
    written = str(format_interval(first, last, "yMMMd", locale=_cldr(texts)))
    return written.replace("\u2009–\u2009", " – ")


def salon_text(digest: Digest, note: SalonNote, texts: Locale) -> str:
    """A salon in a few lines. The film is named openly; words about it are covered."""
    head = f"**{plain(note.film.label, 90)}**"
    if note.headline:
        shown = plain(note.headline, _HEADLINE)
        head += f" · {_covered(shown) if note.spoken else shown}"
    lines = [head]
    if note.theme is not None and (note.spoken or note.theme[1].casefold() not in note.headline.casefold()):
        lines.append(texts.get("digest.theme", theme=plain(note.theme[1], 60)))
    if note.line is not None:
        lines.append(f"> {quote(digest, note.line, texts)}")
    if note.turns:
        counted = (texts.get("recap.people", n=note.people), texts.get("recap.turns", n=note.turns))
        lines.append(f"-# {', '.join(counted)} · [{texts.get('digest.recap')}]({address(digest, note.recap)})")
    else:
        lines.append(f"-# [{texts.get('digest.place')}]({address(digest, note.recap)})")
    return "\n".join(lines)


def question_text(digest: Digest, question: OpenQuestion, texts: Locale) -> str:
    """What a salon left open."""
    return f"- {plain(question.film.title, 60)}{texts.get('marks.colon')} {quote(digest, question.line, texts)}"


def quote(digest: Digest, line: Line, texts: Locale) -> str:
    """Somebody's words, covered, with their name and a link."""
    words = texts.quoted(_covered(plain(line.words, _WORDS)))
    return f"{words} ({plain(line.speaker, 40)}) [{texts.get('recap.link')}]({address(digest, line.spot)})"


def going_on_text(salons: Sequence[tuple[Film, Spot]], texts: Locale) -> str:
    """The salons that have not ended."""
    listed = (
        texts.get("digest.going_on_in", film=plain(film.label, 90), place=f"<#{spot.channel_id}>")
        for film, spot in salons
    )
    return texts.get("digest.going_on", salons=", ".join(listed))


def arc_text(digest: Digest, arc: Arc, texts: Locale) -> str:
    """A theme against earlier weeks, in a sentence."""
    films = joined([plain(film.title, 60) for film in arc.films[:4]], texts)
    if len(arc.films) > 4:
        films = texts.get("theme.more_films", n=len(arc.films) - 4, films=films)
    name = plain(arc.name, 60)
    if not arc.earlier:
        return texts.get("digest.arc_new", n=arc.salons, theme=name, films=films)
    earlier = joined(list(_by_month(digest, arc, texts)), texts)
    if arc.more:
        earlier = texts.get("digest.arc_more", n=arc.more, earlier=earlier)
    return texts.get("digest.arc", n=arc.salons, theme=name, films=films, earlier=earlier)


def films_text(key: str, films: Films, texts: Locale) -> str:
    """Films of one kind on a line; an empty text where there are none."""
    if not films.shown:
        return ""
    named = ", ".join(plain(film.label, 60) for film in films.shown)
    if films.more:
        named = texts.get("theme.more_films", n=films.more, films=named)
    return texts.get(f"digest.{key}", films=named)


def ballot_text(digest: Digest, ballot: BallotNote, texts: Locale) -> str:
    """A ballot on a line: until when it is open, or what it chose."""
    there = address(digest, ballot.spot)
    if ballot.until is not None:
        key = "digest.ballot_open" if ballot.voters else "digest.ballot_none"
        return texts.get(key, n=ballot.voters, when=moment(ballot.until, "f"), address=there)
    if ballot.winner is None:
        return texts.get("digest.ballot_nothing", address=there)
    return texts.get("digest.ballot_chosen", film=plain(ballot.winner.label, 90), address=there)


def coming_text(digest: Digest, coming: Coming, texts: Locale) -> str:
    """A screening ahead: film, when, and who comes."""
    said = [texts.get("screening.coming", n=coming.coming)]
    if coming.perhaps:
        said.append(texts.get("digest.perhaps", n=coming.perhaps))
    film = f"[{plain(coming.film.label, 90)}]({address(digest, coming.spot)})"
    return f"**{film}** · {moment(coming.starts_at, 'F')} · {', '.join(said)}"


def address(digest: Digest, spot: Spot) -> str:
    """The address of a place."""
    return jump(digest.guild_id, spot.channel_id, spot.message_id)


def joined(words: Sequence[str], texts: Locale) -> str:
    """Words in a row, as the language joins them."""
    return str(format_list(list(words), locale=_cldr(texts)))


def _by_month(digest: Digest, arc: Arc, texts: Locale) -> Iterator[str]:
    """Films of earlier weeks, those of one month together."""
    zone = ZoneInfo(digest.zone)

    def month(pair: tuple[Film, datetime]) -> str:
        at, now = pair[1].astimezone(zone), digest.until.astimezone(zone)
        form = "LLLL" if at.year == now.year else "LLLL y"
        return str(format_date(at.date(), form, locale=_cldr(texts)))

    for when, films in groupby(arc.earlier, key=month):
        named = joined([plain(film.title, 60) for film, _ in films], texts)
        yield texts.get("digest.arc_in", films=named, month=when)


def _covered(shown: str) -> str:
    return f"||{shown}||"


def _cldr(texts: Locale) -> str:
    return texts.code.replace("-", "_")
