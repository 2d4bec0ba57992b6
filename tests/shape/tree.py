"""Which files make up the project, and what is defined in them."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENDOR = ROOT / "dashboard" / "assets" / "vendor"
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True, slots=True)
class Function:
    """One function where it stands; `lines` run from its `def` to its end, the docstring not counted."""

    path: Path
    node: ast.FunctionDef | ast.AsyncFunctionDef

    @property
    def place(self) -> str:
        """File, line and name, as an editor opens it."""
        return f"{self.path.relative_to(ROOT)}:{self.node.lineno} {self.node.name}"

    @property
    def lines(self) -> int:
        """How long it is."""
        return (self.node.end_lineno or 0) - self.node.lineno + 1 - docstring_lines(self.node)

    @property
    def is_callback(self) -> bool:
        """Whether Dash calls it (`@app.callback(...)`)."""
        return any(ast.unparse(d).split("(")[0].endswith(".callback") for d in self.node.decorator_list)


def docstring_lines(node: Definition) -> int:
    """How many lines the docstring takes."""
    if ast.get_docstring(node) is None:
        return 0
    return (node.body[0].end_lineno or 0) - node.body[0].lineno + 1


@cache
def files() -> tuple[Path, ...]:
    """Every file that is, or by the ignore rules could be, committed; all files where there is no git."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, check=False
    )
    if listed.returncode:
        return tuple(p for p in sorted(ROOT.rglob("*")) if p.is_file() and ".venv" not in p.parts)
    return tuple(p for name in sorted(listed.stdout.decode().split("\0")) if name and (p := ROOT / name).is_file())


def python(*tops: str) -> list[Path]:
    """The Python files below these top folders."""
    return [p for p in files() if p.suffix == ".py" and p.relative_to(ROOT).parts[0] in tops]


@cache
def parsed(path: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"))


def functions(*tops: str) -> Iterator[Function]:
    """Every function, nested ones and methods too."""
    for path in python(*tops):
        yield from (Function(path, node) for node in ast.walk(parsed(path)) if isinstance(node, FUNCTIONS))


def imported(path: Path) -> set[str]:
    """Every module that a file imports, dotted; `from a import b` gives both a and a.b."""
    found: set[str] = set()
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def section(title: str) -> str:
    """The text of a section of the README, "" when there is none."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    _, _, rest = text.partition(f"\n## {title}\n")
    return rest.partition("\n## ")[0]
