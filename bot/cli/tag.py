"""`salon tag`: the themes of each line of standard input, a JSON object a line."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from bot.domain.content import DEFAULT, Content
from bot.hosts.content import languages, load_content
from bot.hosts.embedding import LANGUAGE
from bot.hosts.meaning import best_maker
from bot.hosts.tagging import Tags, lexical
from bot.places import data_dir
from bot.settings import Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("--language", default=DEFAULT, help="language of the lines (default en)")
    parser.add_argument(
        "--plain", action="store_true", help="by the words alone, where the extra semantic is installed"
    )


def run(args: argparse.Namespace, settings: Settings, config: Path) -> int:
    """Print what each line is about, best first; 2 for a language that is not there, else 0."""
    del settings
    known = languages(config)
    if args.language not in known:
        print(f"salon: there is no language {args.language!r}; there are {', '.join(known)}.", file=sys.stderr)
        return 2
    tagger = _tagger(load_content(config, args.language), args.language, plain=args.plain)
    for text in _lines(sys.stdin.buffer):
        tags = [{"theme": t.theme, "score": t.score, "evidence": list(t.evidence)} for t in tagger.tags(text)]
        print(json.dumps({"text": text, "tags": tags}, ensure_ascii=False), flush=True)
    return 0


def _tagger(content: Content, language: str, *, plain: bool) -> Tags:
    folder = data_dir()
    make = lexical if plain or language != LANGUAGE else best_maker(folder)
    if make is not lexical and not any(folder.glob("embeddings-*.npz")):
        print("salon: reading the vocabulary, once; this takes about half a minute ...", file=sys.stderr)
    return make(list(content.bank.vocabulary.values()), content.lexicon, language)


def _lines(source: BinaryIO) -> Iterator[str]:
    """Lines as they come; an empty one is a line too, and what is no UTF-8 is read with marks in its place."""
    for line in source:
        yield line.decode("utf-8", "replace").rstrip("\r\n")
