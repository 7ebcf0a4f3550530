"""A million films that do not exist, in IMDb's format, and searching among them in a process of its own.

Run as ``python -m bot.cli.bench_titles FILE CATALOGUE``: searches FILE and prints one JSON object with what it took.
"""

from __future__ import annotations

import asyncio
import bisect
import gzip
import itertools
import json
import os
import random
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bot.cli.bench_figures import percentile, resident
from bot.domain.film import Film
from bot.films.catalogue import load_catalogue
from bot.storage.film_index import TitleFilmIndex

_SYLLABLES = [
    "ba",
    "be",
    "bi",
    "bo",
    "bu",
    "ca",
    "ce",
    "ci",
    "co",
    "da",
    "de",
    "di",
    "do",
    "fa",
    "fe",
    "fi",
    "fo",
    "ga",
    "ge",
    "gi",
    "go",
    "ha",
    "he",
    "hi",
    "ho",
    "ka",
    "ke",
    "ki",
    "ko",
    "la",
    "le",
    "li",
    "lo",
    "ma",
    "me",
    "mi",
    "mo",
    "na",
    "ne",
    "ni",
    "no",
    "pa",
    "pe",
    "pi",
    "po",
    "ra",
    "re",
    "ri",
    "ro",
    "sa",
    "se",
    "si",
    "so",
    "ta",
    "te",
    "ti",
    "to",
    "va",
    "ve",
    "vi",
    "vo",
    "wa",
    "we",
    "wi",
    "za",
    "ze",
    "zi",
    "zo",
    "an",
    "en",
    "in",
    "on",
    "ar",
    "er",
    "ir",
    "or",
]
_GENRES = ("Drama", "Comedy", "Documentary", "Horror", "Thriller", "Romance", "Action", "Crime")
_VOCABULARY = 90_000
_SEED = 7
_ASKED = 600
_EACH = 25


def write_list(folder: Path, films: Sequence[Film], rows: int) -> tuple[Path, Path]:
    """Write title.basics and title.ratings of so many made-up films.

    Their words are those of real titles and made-up ones, with frequencies like a language's (few words very often).
    """
    chance = random.Random(_SEED)  # noqa: S311  # the same films every time
    known = list(dict.fromkeys(word for film in films for word in film.title.split()))
    made = ("".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4))) for _ in range(_VOCABULARY))
    words = [*known, *made]
    heights = list(itertools.accumulate(1 / (place + 3) ** 0.9 for place in range(len(words))))

    def title() -> str:
        count = min(8, 1 + int(chance.expovariate(0.45)))
        return " ".join(words[bisect.bisect(heights, chance.random() * heights[-1])] for _ in range(count)).title()

    basics, ratings = folder / "title.basics.tsv.gz", folder / "title.ratings.tsv.gz"
    with (
        gzip.open(basics, "wt", compresslevel=1, encoding="utf-8") as listed,
        gzip.open(ratings, "wt", compresslevel=1, encoding="utf-8") as rated,
    ):
        listed.write(
            "tconst\ttitleType\tprimaryTitle\toriginalTitle\tisAdult\tstartYear\tendYear\truntimeMinutes\tgenres\n"
        )
        rated.write("tconst\taverageRating\tnumVotes\n")
        for number in range(1, rows + 1):
            name = title()
            original = name if chance.random() < 0.8 else title()
            kind, year, genre = chance.choice(("movie", "short")), chance.randint(1900, 2025), chance.choice(_GENRES)
            listed.write(f"tt{number:07d}\t{kind}\t{name}\t{original}\t0\t{year}\t\\N\t90\t{genre}\n")
            if chance.random() < 0.35:
                rated.write(f"tt{number:07d}\t6.0\t{min(int(chance.paretovariate(0.6) * 5), 3_000_000)}\n")
    return basics, ratings


def questions(titles: Sequence[str]) -> list[str]:
    """What people type on the way to a title: its first letters, more of it, all of it, misspelt, its middle words."""
    chance = random.Random(_SEED)  # noqa: S311  # the same questions every time
    asked = []
    for title in chance.sample(list(titles), min(_ASKED, len(titles))):
        place = chance.randrange(1, max(2, len(title) - 1))
        slips = (
            title[:place] + title[place + 1 :],
            title[:place] + title[place : place + 2][::-1] + title[place + 2 :],
            title[:place] + chance.choice("aeiorst") + title[place + 1 :],
        )
        middle = " ".join(title.split()[1:3]) or title
        asked += [title[: chance.randint(1, 4)], title[: chance.randint(4, 12)], title, chance.choice(slips), middle]
    return asked


async def timed(index: TitleFilmIndex, asked: Sequence[str]) -> list[float]:
    """Milliseconds that each search took."""
    took = []
    for text in asked:
        began = time.perf_counter()
        await index.search(text, _EACH)
        took.append(1_000 * (time.perf_counter() - began))
    return took


async def _measure(file: Path, catalogue: Path, pid: int) -> dict[str, float]:
    films = load_catalogue(catalogue).films
    house = TitleFilmIndex(films)
    await house.search("her", 1)
    before = resident(pid)
    both = TitleFilmIndex(films, file)
    found = await both.search("the", _EACH)
    titles = [film.title for film in films] + [match.film.title for match in found]
    for letter in "abcdefghijklmnoprstuvw":
        titles += [match.film.title for match in await both.search(f"{letter}a", 60)]
    took = await timed(both, questions(titles))
    grown = resident(pid) - before
    await both.close()
    await house.close()
    return {"p50": percentile(took, 0.5), "p99": percentile(took, 0.99), "grown": grown, "asked": len(took)}


def main(words: Sequence[str], show: Callable[[str], object] = print) -> int:
    """Measure and print; the only argument list is FILE CATALOGUE."""
    show(json.dumps(asyncio.run(_measure(Path(words[0]), Path(words[1]), os.getpid()))))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
