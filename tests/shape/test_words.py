"""What is written about the code: every word that staff or a newcomer meets is explained in one place, and stays true."""

from __future__ import annotations

import ast
import re

from tests.shape.tree import ROOT, Function, files, functions, parsed, python, section

CODE = {".py", ".js", ".css", ".toml"}
DEFINITIONS = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def test_every_word_of_the_models_is_in_the_glossary() -> None:
    """A newcomer finds each public name of models explained in the README's glossary."""
    explained = set(re.findall(r"`(\w+)[^`]*`", section("Glossary")))
    missing = {name: sorted(words - explained) for name, words in public_names().items() if words - explained}
    assert not missing, "\n" + "\n".join(f"{name}: {', '.join(words)}" for name, words in missing.items())


def test_the_glossary_explains_no_word_that_is_gone() -> None:
    """Each word that the glossary explains is still a name of models."""
    known = set().union(*public_names().values()) | set(public_names())
    heads = [line.split(":")[0] for line in section("Glossary").splitlines() if line.startswith("- `")]
    assert not {word for head in heads for word in re.findall(r"`(\w+)`", head)} - known


def test_modules_say_which_question_they_answer() -> None:
    """Every module with code begins with one sentence that says what it answers."""
    silent = [p for p in python("models", "dashboard", "sample_data", "tests") if parsed(p).body and not one_sentence(parsed(p))]
    assert not [p.relative_to(ROOT).as_posix() for p in silent]


def test_tests_say_what_they_require() -> None:
    """Every test states its requirement in a sentence that a clinician or an operator can read."""
    tests = [f for f in functions("tests") if f.node.name.startswith("test_") and f.path.name.startswith("test_")]
    assert not [t.place for t in tests if not one_sentence(t.node)]


def test_charts_are_made_in_one_place() -> None:
    """No chart can leak a patient to a public cloud: only dashboard/figures.py makes charts, without the Share button."""
    users = {p for p in python("dashboard") if re.search(r"\bdcc\.Graph\(|\bimport .*\bGraph\b", p.read_text(encoding="utf-8"))}
    assert {p.relative_to(ROOT).as_posix() for p in users} <= {"dashboard/figures.py"}


def public_names() -> dict[str, set[str]]:
    """The public classes and functions of each module of models, by the module's name."""
    paths = [p for p in python("models") if len(p.relative_to(ROOT).parts) == 2 and p.stem != "__init__"]
    return {p.stem: {n.name for n in parsed(p).body if isinstance(n, DEFINITIONS) and n.name[0] != "_"} for p in paths}


def one_sentence(node: ast.Module | ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether the docstring begins with a line that is a sentence or ends in one."""
    first = (ast.get_docstring(node) or "").split("\n\n")[0].strip()
    return first.endswith((".", "?", ":"))


def test_a_function_knows_its_place() -> None:
    """The measures above see every function of this file: a tool that saw nothing would find nothing."""
    here = [f for f in functions("tests") if f.path.name == "test_words.py"]
    assert {"public_names", "one_sentence"} <= {f.node.name for f in here}
    assert all(isinstance(f, Function) and 0 < f.lines <= 30 for f in here)


def test_every_document_that_is_named_is_here() -> None:
    """Whoever follows a reference from the code finds the document in this repository."""
    here = {p.name for p in files()}
    named = {
        (p, name) for p in files() if p.suffix in CODE for name in re.findall(r"\b[\w-]+\.md\b", p.read_text(encoding="utf-8"))
    }
    gone = sorted(f"{p.relative_to(ROOT).as_posix()}: {name}" for p, name in named if name not in here)
    assert not gone, "\n" + "\n".join(gone)
