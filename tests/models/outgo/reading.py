"""What does an archive find in the file? The pages of a PDF with their words, the sizes of their letters and their colours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from pypdf import PageObject, PdfReader
from pypdf.generic import ContentStream

GREYS = {"g", "G"}
COLOURED = {"rg", "RG", "k", "K"}
SET = {"sc", "SC", "scn", "SCN"}


@dataclass(frozen=True, slots=True)
class Paper:
    """A PDF as it is read back: the words of each page, the sizes of all letters in points, and every colour that is used."""

    pages: tuple[str, ...]
    sizes: tuple[float, ...]
    colours: frozenset[tuple[float, ...]]
    claims: str

    @property
    def text(self) -> str:
        """All words, line ends and blanks made one blank."""
        return flat(" ".join(self.pages))


def flat(words: str) -> str:
    """The words with one blank between them; what only says where a line may break is left out."""
    return re.sub(r"\s+", " ", words.replace("\u200b", ""))


def read(made: bytes) -> Paper:
    """Read a PDF."""
    file = PdfReader(BytesIO(made))
    claims = file.trailer["/Root"]["/Metadata"].get_data().decode()  # type: ignore[index]
    pages = tuple(flat(page.extract_text()) for page in file.pages)
    sizes = tuple(size for page in file.pages for size in _sizes(page))
    return Paper(pages, sizes, frozenset(colour for page in file.pages for colour in _colours(page, file)), claims)


def _sizes(page: PageObject) -> list[float]:
    """The size of each run of letters as it is on paper: what the font is set to, times what the page does to it."""
    found: list[float] = []

    def seen(text: str, around: list[float], matrix: list[float], font: Any, size: float) -> None:
        if text.strip() and font is not None:
            found.append(round(abs(size * matrix[3] * around[3]) or abs(size * matrix[1] * around[0]), 2))

    page.extract_text(visitor_text=seen)
    return found


def _colours(page: PageObject, file: PdfReader) -> Iterator[tuple[float, ...]]:
    """Every colour that the page or a drawing in it sets, as its components."""
    yield from _set_by(page.get_contents(), file)
    resources: Any = page["/Resources"]
    yield from _within(resources, file)


def _within(resources: Any, file: PdfReader) -> Iterator[tuple[float, ...]]:
    for one in (resources.get("/XObject") or {}).values():
        form = one.get_object()
        yield from _set_by(ContentStream(form, file), file)
        yield from _within(form.get("/Resources") or {}, file)


def _set_by(content: Any, file: PdfReader) -> Iterator[tuple[float, ...]]:
    for operands, operator in ContentStream(content, file).operations:
        name = operator.decode()
        if name in GREYS | COLOURED | SET:
            yield tuple(float(one) for one in operands if not isinstance(one, str))
