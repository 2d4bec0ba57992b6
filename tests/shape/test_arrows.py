"""Who may import whom: what is true must not depend on how it is shown or where it is kept."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

from tests.shape.tree import ROOT, imported, python

PURE = ("vitals", "facts", "protocol", "rules", "schedule", "alerts", "replay", "errors")
FRAMES = tuple(f"dashboard/{name}" for name in ("figures", "courses", "peaks", "plain", "pages/trends"))
HOMES = {
    "sqlalchemy": ("models/store/",),
    "alembic": ("models/store/",),
    "pandas": ("models/trends", "models/intake/", *FRAMES),
    "dash": ("dashboard/",),
    "flask": ("dashboard/",),
    "plotly": ("dashboard/",),
}
COMPOSITION = ("dashboard/cli.py", "dashboard/app.py", "dashboard/commands/")


def test_arrows_point_at_the_vitals() -> None:
    """Every import follows the arrows that pyproject.toml draws."""
    assert lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True) == 0


@pytest.mark.parametrize("name", PURE)
def test_the_rules_need_nothing_but_python(name: str) -> None:
    """What is measured, what is abnormal and what must be said can be read and run with the standard library alone."""
    foreign = {m for p in module_files(name) for m in imported(p) if not at_home(m)}
    assert not foreign, f"models.{name} imports {sorted(foreign)}"


@pytest.mark.parametrize("library", HOMES)
def test_each_library_has_one_home(library: str) -> None:
    """SQL is written in the store only, frames are made in trends, intake and figures only, screens in dashboard only."""
    users = {relative(p) for p in python("models", "dashboard") if library in {m.split(".")[0] for m in imported(p)}}
    strangers = {u for u in users if not u.startswith(HOMES[library])}
    assert not strangers, f"{library} is imported in {sorted(strangers)}"


@pytest.mark.parametrize("forbidden", ["models.store", "models.intake"])
def test_screens_use_the_one_door(forbidden: str) -> None:
    """Screens and the API reach the record through the clinic; only where the program is put together is a store opened."""
    users = {relative(p) for p in python("dashboard") if any(within(m, forbidden) for m in imported(p))}
    assert not {u for u in users if not u.startswith(COMPOSITION)}


def module_files(name: str) -> list[Path]:
    """The files of a module of models, whether it is a file or a folder; none where it is not written yet."""
    return [p for p in python("models") if relative(p) == f"models/{name}.py" or relative(p).startswith(f"models/{name}/")]


def at_home(module: str) -> bool:
    """Whether a pure module may import this."""
    top = module.split(".", maxsplit=1)[0]
    return top in sys.stdlib_module_names or top == "models"


def within(module: str, package: str) -> bool:
    """Whether the module is the package or lies in it."""
    return module == package or module.startswith(package + ".")


def relative(path: Path) -> str:
    """The path as the README writes it."""
    return path.relative_to(ROOT).as_posix()
