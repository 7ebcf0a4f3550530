"""The pinned requirements agree with pyproject.toml, with each other, and name no address."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))
EXTRAS = PROJECT["project"]["optional-dependencies"]
FILES = sorted(TOP.glob("requirements*.txt"))


def name_of(requirement: str) -> str:
    """The normalised project name at the beginning of a requirement."""
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert found, requirement
    return re.sub(r"[-_.]+", "-", found[0]).lower()


def pins(file: Path) -> dict[str, str]:
    """Name to "version ; marker" of every pin."""
    lines = file.read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    requirements = [line.split(" --hash")[0].strip() for line in lines if line.strip()]
    return {name_of(line): line.partition("==")[2] for line in requirements}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_line_is_a_pin_with_hashes_and_no_address(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert not re.search(r"://|@|^\s*-(?!-hash)|--(?!hash=sha256:[0-9a-f]{64}\b)", text, re.MULTILINE)
    for line in text.replace("\\\n", " ").splitlines():
        assert re.match(r"[a-z0-9.-]+==\S+ .*--hash=sha256:", line), line


def test_everything_pyproject_asks_for_is_pinned() -> None:
    runtime = {name_of(each) for each in PROJECT["project"]["dependencies"]}
    assert runtime <= pins(TOP / "requirements.txt").keys()
    for extra, requirements in EXTRAS.items():
        wanted = runtime | {name_of(each) for each in requirements}
        assert wanted <= pins(TOP / f"requirements-{extra}.txt").keys()
    build = {name_of(each) for each in PROJECT["dependency-groups"]["build"]}
    assert build <= pins(TOP / "requirements-build.txt").keys()


@pytest.mark.parametrize("extra", sorted(EXTRAS))
def test_an_extra_holds_the_runtime_pins_unchanged(extra: str) -> None:
    assert pins(TOP / "requirements.txt").items() <= pins(TOP / f"requirements-{extra}.txt").items()
