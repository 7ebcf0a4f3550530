"""A small checkout in a folder with a space, in which the wrapper can be tried without the network."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parents[2]
PROGRAM = """
import os, sys, time
import trifle
print(trifle.VERSION, os.getcwd(), sys.argv[1:], flush=True)
if sys.argv[1:] == ["wait"]:
    time.sleep(600)
sys.exit(int(sys.argv[1]) if sys.argv[1:] else 0)
"""


def wheel(folder: Path, version: str) -> Path:
    """Write the wheel of a package "trifle" that knows its version."""
    path = folder / f"trifle-{version}-py3-none-any.whl"
    info = f"trifle-{version}.dist-info"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("trifle.py", f"VERSION = {version!r}\n")
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: trifle\nVersion: {version}\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")
    return path


@dataclass
class Checkout:
    """A checkout with the real wrapper, a program that prints what it got, and one pinned package."""

    top: Path
    env: dict[str, str] = field(default_factory=dict)

    def pin(self, version: str) -> None:
        path = wheel(self.top.parent, version)
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        line = f"trifle=={version} --hash=sha256:{digest}\n"
        (self.top / "requirements.txt").write_text(line, encoding="utf-8")

    def start(self, *args: str, **env: str) -> subprocess.Popen[str]:
        return subprocess.Popen(  # noqa: S603  # the wrapper under test
            [str(self.top / "salon"), *args],
            cwd=self.top.parent,
            env={**self.env, **env},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *args: str, **env: str) -> tuple[int, str, str]:
        process = self.start(*args, **env)
        out, err = process.communicate(timeout=120)
        return process.returncode, out, err

    @property
    def stamp(self) -> Path:
        return self.top / ".venv" / ".salon-stamp"


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    top = tmp_path / "film club"
    (top / "bot").mkdir(parents=True)
    shutil.copy(TOP / "salon", top / "salon")
    (top / "bot" / "__init__.py").touch()
    (top / "bot" / "__main__.py").write_text(PROGRAM, encoding="utf-8")
    keep = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    made = Checkout(
        top, {**keep, "SALON_PYTHON": sys.executable, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": tmp_path.as_uri()}
    )
    made.pin("1.0")
    return made
