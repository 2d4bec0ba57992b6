"""What is installed: the same bytes everywhere, from wherever the reader gets his packages, and nothing of this machine."""

from __future__ import annotations

import hashlib
import re
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import plotly
import pytest

from tests.shape.tree import ROOT, VENDOR, files

LOCKS = ("requirements.txt", "requirements-dev.txt")
BUNDLE = VENDOR / "plotly-basic.min.js"
SHA256 = "99784e3abfb07b142a15e521a439e6d9addceadb3f79553fd24c72774f0649ba"
VERSION = "4.1.1"
"""plotly.js-basic-dist-min as published; `.ci/plotly` fetches another version and prints its sum."""


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_no_host(name: str) -> None:
    """A lock holds versions and sums; where packages come from is the reader's choice."""
    assert not re.search(r"https?://|--(extra-)?index-url|--find-links|file:", text(ROOT / name))


@pytest.mark.parametrize("name", LOCKS)
def test_every_package_of_a_lock_has_its_sum(name: str) -> None:
    """The installer refuses a package whose bytes are not those that were tested."""
    entries = re.split(r"\n(?=\S)", text(ROOT / name))
    unpinned = [e.splitlines()[0] for e in entries if e.strip() and not ("==" in e and "--hash=sha256:" in e)]
    assert not unpinned


@pytest.mark.parametrize(("name", "extras"), [(LOCKS[0], ("build",)), (LOCKS[1], ("build", "dev"))])
def test_a_lock_holds_what_pyproject_asks_for(name: str, extras: tuple[str, ...]) -> None:
    """Every package that pyproject.toml asks for is in the lock."""
    project = tomllib.loads(text(ROOT / "pyproject.toml"))["project"]
    asked = project["dependencies"] + [d for extra in extras for d in project["optional-dependencies"][extra]]
    wanted = {re.split(r"[\[<>=~! ]", a)[0].lower() for a in asked}
    assert not wanted - set(pinned(name))


def test_the_development_lock_agrees_with_the_one_that_runs() -> None:
    """The tests run against the very versions that are installed to run Vigil."""
    assert pinned(LOCKS[0]).items() <= pinned(LOCKS[1]).items()


@pytest.mark.parametrize("package", ["dash", "plotly", "pandas", "sqlalchemy", "flask", "werkzeug"])
def test_what_is_installed_is_what_is_locked(package: str) -> None:
    """These tests see the versions that the lock names."""
    assert metadata.version(package) == pinned(LOCKS[1])[package]


def test_nothing_names_this_machine() -> None:
    """No file holds a path of the machine that it was written on."""
    here = {f"{p}/" for p in (ROOT, Path(sys.prefix), Path.home()) if len(p.parts) > 1}
    assert not {p for p in files() if any(h.encode() in p.read_bytes() for h in here)}


def test_the_chart_library_is_the_published_one() -> None:
    """The chart library that is sent to browsers is, byte for byte, the one that its makers published, licence included."""
    assert hashlib.sha256(BUNDLE.read_bytes()).hexdigest() == SHA256
    assert f"plotly.js (basic - minified) v{VERSION}" in text(BUNDLE)[:200]
    assert "Licensed under the MIT license" in text(BUNDLE)[:200]
    assert "MIT License" in text(VENDOR / "LICENSE")


def test_the_chart_library_is_the_one_that_plotly_speaks_to() -> None:
    """Figures made by the installed plotly.py are drawn by the very plotly.js that it was published with."""
    shipped = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
    with shipped.open(encoding="utf-8") as bundle:
        assert f"plotly.js v{VERSION}" in bundle.read(200)


def pinned(name: str) -> dict[str, str]:
    """Package -> version of a lock, the one for this Python where there are several."""
    pin = r"^([a-z0-9-]+)(?:\[[^\]]*\])?==(\S+)(?: ; python_full_version (\S+) '([\d.]+)')?"
    found = re.findall(pin, text(ROOT / name), re.MULTILINE)
    return {package: version for package, version, sign, limit in found if not sign or fits(sign, limit)}


def fits(sign: str, limit: str) -> bool:
    """Whether this Python satisfies a marker."""
    asked = tuple(int(part) for part in limit.split("."))
    return sys.version_info[: len(asked)] < asked if sign == "<" else sys.version_info[: len(asked)] >= asked


def text(path: Path) -> str:
    """The file as text."""
    return path.read_text(encoding="utf-8")
