"""Which face a document is set in. No font file lies in this repository.

The first of PREFERRED that the machine has *and* that has all 134 Vietnamese letters; else Libertinus Serif, which
Typst carries. Liberation Serif 1.07 (Debian's `fonts-liberation`) lacks ơ, ư and most letters with two marks, and a
compiler that may fall back takes them from another face without a word. So every template forbids fallback, and
here Typst itself sets all letters in all four styles: for a PDF/A it refuses a letter that the face lacks.
"""

import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import typst

from tinhso.kernel.text.letters import LETTERS

PREFERRED = ("Times New Roman", "Liberation Serif", "Tinos")
CARRIED = "Libertinus Serif"
HOW_TO_GET_ONE = (
    "Debian, Ubuntu: apt install fonts-liberation2 (or ttf-mscorefonts-installer for Times New Roman itself); "
    "Fedora, RHEL: dnf install liberation-serif-fonts; then restart the application."
)
_PROBE = """#set page(width: auto, height: auto)
#set document(title: "letters")
#set text(font: sys.inputs.face, fallback: false, lang: "vi")
#for weight in ("regular", "bold") { for style in ("normal", "italic") {
  text(weight: weight, style: style, json(bytes(sys.inputs.letters)))
} }
"""


@dataclass(frozen=True, slots=True)
class Face:
    """The face in use. `times` is False for the one that is only carried along."""

    family: str
    times: bool
    passed_over: tuple[str, ...] = ()  # installed, but without all letters

    def __str__(self) -> str:
        return self.family


@cache
def face_in_use(ignore_system_fonts: bool = False, font_paths: tuple[str, ...] = ()) -> Face:
    """The face of this machine, looked up once per process."""
    fonts = typst.Fonts(include_system_fonts=not ignore_system_fonts, font_paths=list(font_paths))
    installed = set(fonts.families())
    passed_over: list[str] = []
    for family in PREFERRED:
        if family in installed:
            if has_letters(family, LETTERS, ignore_system_fonts, font_paths):
                return Face(family, True, tuple(passed_over))
            passed_over.append(family)
    return Face(CARRIED, False, tuple(passed_over))


def has_letters(
    family: str, letters: str, ignore_system_fonts: bool = False, font_paths: tuple[str, ...] = ()
) -> bool:
    """Whether the face can set every one of the letters, in regular, bold and italic."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "probe.typ"
        source.write_text(_PROBE, encoding="utf-8")
        try:
            typst.compile(
                str(source),
                font_paths=list(font_paths),
                ignore_system_fonts=ignore_system_fonts,
                pdf_standards=["a-2b"],
                sys_inputs={"face": family, "letters": json.dumps(letters)},
            )
        except typst.TypstError:
            return False
    return True


def missing_from(face: Face, letters: Sequence[str]) -> list[str]:
    """Those of the letters that the face lacks; halves the list until single letters are left."""
    if not letters or has_letters(face.family, "".join(letters)):
        return []
    if len(letters) == 1:
        return list(letters)
    middle = len(letters) // 2
    return missing_from(face, letters[:middle]) + missing_from(face, letters[middle:])


def report() -> tuple[bool, str]:
    """For `tinhso doctor`: whether documents are set in a Times face, and what to do where not."""
    face = face_in_use()
    words = f"documents are set in {face.family}"
    if face.passed_over:
        words += f"; {', '.join(face.passed_over)} lacks Vietnamese letters and is not used"
    return face.times, words if face.times else f"{words}. For a Times face: {HOW_TO_GET_ONE}"
