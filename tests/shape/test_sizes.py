"""How big things may grow: what does not fit in a screen is not understood at three in the morning."""

from __future__ import annotations

from tests.shape.tree import ROOT, VENDOR, files, functions

CODE = ("models", "dashboard", "sample_data", "tests")
TOP = {"dashboard", "models", "sample_data", "tests", "pyproject.toml", "README.md", "LICENSE"}
VAGUE = {"utils", "util", "helpers", "helper", "manager", "service", "services", "handler", "handlers", "data", "common", "misc"}


def test_functions_fit_on_a_screen() -> None:
    """No function is longer than 30 lines, docstring apart."""
    long = [f"{f.place} ({f.lines})" for f in functions(*CODE) if f.lines > 30]
    assert not long, "\n".join(long)


def test_callbacks_parse_ask_draw_and_return() -> None:
    """No Dash callback is longer than 8 lines, docstring apart: rules do not live in callbacks."""
    long = [f"{f.place} ({f.lines})" for f in functions("dashboard") if f.is_callback and f.lines > 8]
    assert not long, "\n".join(long)


def test_files_have_one_subject() -> None:
    """No file of code is longer than 300 lines."""
    code = [p for p in files() if p.suffix in {".py", ".js", ".css"} and VENDOR not in p.parents]
    sizes = {p.relative_to(ROOT).as_posix(): len(p.read_text(encoding="utf-8").splitlines()) for p in code}
    assert not {name: size for name, size in sizes.items() if size > 300}


def test_files_are_named_for_what_they_hold() -> None:
    """No file or folder of code has a name that could hold anything."""
    named = [p for p in files() if p.suffix in {".py", ".js"} and VENDOR not in p.parents]
    vague = {p for p in named if VAGUE & {part.removesuffix(p.suffix) for part in p.relative_to(ROOT).parts}}
    assert not vague


def test_the_top_level_is_fixed() -> None:
    """At the top there are the four folders, the project file, the readme, the licence, locks and dotfiles, and nothing else."""
    tops = {p.relative_to(ROOT).parts[0] for p in files()}
    extra = {t for t in tops - TOP if not t.startswith((".", "requirements"))}
    assert not extra
