"""Is the manual true: every setting and every command of Vigil is in the README."""

from __future__ import annotations

import re
from typing import Any

import pytest
from typer.main import get_command

from dashboard.cli import vigil
from dashboard.settings import SETTINGS, Setting
from tests.shape.tree import section


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda s: s.name)
def test_every_setting_is_in_the_readme(setting: Setting) -> None:
    """Whoever runs Vigil finds each setting in the README, with its default."""
    row = next((r for r in section("Settings").splitlines() if f"`{setting.name}`" in r), "")
    assert row, f"{setting.name} is not in the README"
    assert f"`{setting.default}`" in row or not setting.default, row


def test_the_readme_names_no_setting_that_is_gone() -> None:
    """Each setting that the README names exists."""
    assert set(re.findall(r"VIGIL_[A-Z_]+", section("Settings"))) <= {s.name for s in SETTINGS}


def test_every_command_is_in_the_readme() -> None:
    """Whoever runs Vigil finds each command in the README."""
    written = section("Commands")
    assert not [name for name, _ in walk(get_command(vigil), "vigil") if f"| `{name}`" not in written]


def test_the_readme_names_no_command_that_is_not_there() -> None:
    """Each command that the README promises can be run."""
    promised = set(re.findall(r"^\| `(vigil [\w ]+)`", section("Commands"), re.MULTILINE))
    assert promised == {name for name, _ in walk(get_command(vigil), "vigil")}


def test_every_command_has_help_with_an_example() -> None:
    """`--help` of each command says what it does and shows how it is called."""
    bare = [name for name, command in walk(get_command(vigil), "vigil") if name not in f"{command.help} {command.epilog}"]
    assert not bare


def walk(command: Any, name: str) -> list[tuple[str, Any]]:
    """Every command below this one that can be run, with its full name."""
    below = getattr(command, "commands", None)
    if below is None:
        return [(name, command)]
    return [found for word, sub in below.items() for found in walk(sub, f"{name} {word}")]
