"""Where configuration and data are looked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import places

TOP = Path(__file__).resolve().parents[2]


def test_a_checkout_uses_its_own_folders(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("SALON_CONFIG_DIR", raising=False)
    monkeypatch.setenv("SALON_DATA_DIR", "")
    monkeypatch.chdir(tmp_path)
    assert places.config_dir() == TOP / "config"
    assert places.data_dir() == TOP / "data"


def test_the_environment_wins(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SALON_CONFIG_DIR", str(tmp_path / "c"))
    monkeypatch.setenv("SALON_DATA_DIR", "d")
    assert places.config_dir() == tmp_path / "c"
    assert places.data_dir() == tmp_path / "d"
