"""The sheet as a PDF: every word of it, no command in it, open to a screen reader, two pages."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib.util import find_spec
from itertools import pairwise, product
from pathlib import Path
from typing import TYPE_CHECKING

import pikepdf
import pytest
from fontTools.ttLib import TTFont
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine import Answers, explore
from engine.appointment.plan import MAX_QUESTION, OwnQuestion, Plan
from engine.outcome.wording import lower_first
from tests.conftest import PROJECT
from tests.engine.appointment.sheets import (
    BOOK,
    EVERY_OUTCOME,
    EVERYTHING_AT_ONCE,
    LARGEST_PLAN,
    NO_PLAN,
    OWN_FIRST,
    SOME_PLAN,
    alarmed,
    sheet_of,
    sheets,
)
from tests.ui.appointment.sheet.pdfs import fonts, keys, opened, pages, tags, widest
from ui.appointment.sheet.pdf import BOX, BOX_NOTE, CUT, CUT_NOTE, PAPERS, drawable, sheet_pdf

if TYPE_CHECKING:
    from engine.appointment.sheet import Sheet
    from ui.appointment.sheet.pdf import Paper

DISC = Answers(location="lower_back", conditions=frozenset({"herniated_disc"}))
NOT_SURE = Answers(location="lower_back", conditions=frozenset({"not_sure"}))
END = f"{BOOK.closing.name} {BOOK.closing.says}"
HOSTILE = {
    "panic": "#panic()",
    "math": "$x^2 + sum_(k=0)^n k$",
    "reference": "@nobody and <label>",
    "file": '#read("/etc/passwd")',
    "import": '#import "@preview/nothing:0.1.0": *',
    "end of string": '"] } #read("/etc/passwd") \\" \\u{41}',
    "comment": "// not */ a /* comment",
    "typst markup": "*bold* _it_ `raw` = heading ~ -- --- ... \\ - list + enum / term: x",
    "html": "<script>alert(1)</script><b>b</b> &amp; <!-- -->",
    "json": '{"sheet": null}, ["a"]',
    "quotes": "'a' \"b\"",
}
RIGHT_TO_LEFT = "שלום מרחבا ألم في الظهر"


def of(own: str, answers: Answers = DISC) -> Sheet:
    """A sheet on which a text stands wherever a visitor can write."""
    question = OwnQuestion(asks=own, important=True)
    plan = Plan(how_long=own, tried=own, goals=own, own_questions=(question, OwnQuestion(asks=own)))
    return sheet_of(explore(answers), plan)


def text(pdf: bytes) -> str:
    """The text of all pages."""
    return " ".join(pages(pdf))


def squeezed(words: str) -> str:
    """A text without spaces, which come and go where a line ends."""
    return "".join(words.split())


@pytest.mark.parametrize("paper", PAPERS.values())
def test_every_outcome_has_every_option_and_ends_with_the_specialist(paper: Paper) -> None:
    """On two pages at most, each option is there by both its names; the specialist comes last."""
    for outcome, sheet in sheets():
        found = pages(sheet_pdf(sheet, paper))
        assert len(found) <= 2
        whole = " ".join(found)
        assert whole.endswith(END)
        for listed in outcome.options:
            name = listed.option.medical_name
            assert squeezed(f"{listed.option.name} ({lower_first(name)})") in squeezed(whole)
        for option in outcome.also_named:
            assert squeezed(option.name) in squeezed(whole)
        for page in found:
            assert sheet.foot in page


@pytest.mark.parametrize("paper", PAPERS.values())
@pytest.mark.parametrize("answers", EVERYTHING_AT_ONCE, ids=lambda answers: answers.location)
def test_the_largest_outcome_fits_on_two_pages(answers: Answers, paper: Paper) -> None:
    """With all conditions at once, or none known, each warning sign and the most own words."""
    unknown = answers.model_copy(update={"conditions": frozenset({"not_sure"})})
    for given_answers, plan in product((answers, unknown), (LARGEST_PLAN, OWN_FIRST)):
        outcome = alarmed(given_answers)
        found = pages(sheet_pdf(sheet_of(outcome, plan), paper))
        assert len(found) == 2
        whole = " ".join(found)
        assert whole.endswith(END)
        assert CUT_NOTE in whole
        for listed in outcome.options:
            assert squeezed(listed.option.name) in squeezed(whole)
        for notice in outcome.urgent:
            assert squeezed(notice.sign.name) in squeezed(whole)


@pytest.mark.parametrize("own", HOSTILE.values(), ids=HOSTILE)
def test_own_words_are_set_as_they_stand(own: str) -> None:
    """No letter of what a visitor wrote is a command: it is on the sheet as it was written."""
    pdf = sheet_pdf(of(own))
    assert squeezed(text(pdf)).count(squeezed(own)) == 5
    assert text(pdf).endswith(END)
    assert "root:" not in text(pdf)


@pytest.mark.parametrize(
    ("own", "shown"),
    [
        ("Ouch \N{FACE SCREAMING IN FEAR}\N{GRINNING FACE} here", f"Ouch {BOX} here"),
        (
            "\N{REGIONAL INDICATOR SYMBOL LETTER U}\N{REGIONAL INDICATOR SYMBOL LETTER S}A",
            f"{BOX}A",
        ),
        ("\N{HEAVY BLACK HEART}\N{VARIATION SELECTOR-16} and", f"{BOX} and"),
        (RIGHT_TO_LEFT, " ".join([BOX] * len(RIGHT_TO_LEFT.split()))),
        ("腰が痛い。 Help", f"{BOX} Help"),
        ("e\u0301te\u0301, n\u0303", "été, ñ"),
        ("Größe, Żółć, Đường, боль, πόνος", "Größe, Żółć, Đường, боль, πόνος"),
        ("a\x00b\x1b[31mc\u202ed\u2066e\u200bf", "ab[31mcdef"),
        ("a\n\n  b\tc\u00a0d\u2003e", "a / b c d e"),
        ("\ufffc\ufffd", BOX),
        ("\ud800x", "x"),
    ],
)
def test_what_the_font_lacks_is_a_box(own: str, shown: str) -> None:
    """What cannot be drawn shows as a box, with a note; what is not drawn at all is gone."""
    assert drawable(own) == shown
    pdf = sheet_pdf(of(own))
    whole = text(pdf)
    assert squeezed(shown) in squeezed(whole)
    assert (BOX_NOTE in whole) == (BOX in shown)


def test_own_words_that_have_room_are_whole() -> None:
    """Where there is room, nothing is cut, and no note says so."""
    whole = text(sheet_pdf(of("Sing. " * 12)))
    assert CUT not in whole
    assert BOX not in whole


def test_a_very_long_text_is_short_on_the_sheet() -> None:
    """10,000 characters, with or without spaces, make a sheet of two pages at most."""
    for own in ("W" * 10_000, "\n".join("i" * 5_000), "many words " * 900):
        found = pages(sheet_pdf(of(own, NOT_SURE)))
        assert len(found) <= 2
        assert found[-1].endswith(END)


@pytest.mark.parametrize("word", ["".join(f"{n}-Wort" for n in range(40)), "W" * 250, "i" * 250])
def test_a_long_word_stays_on_the_paper(word: str) -> None:
    """A word that is longer than a line is broken, and no letter of it is lost."""
    pdf = sheet_pdf(of(word))
    # A question of one's own is cut, here to a part of the word.
    assert squeezed(text(pdf)).count(word[:MAX_QUESTION]) == 5
    assert widest(pdf) <= 0


def test_nothing_stands_outside_of_the_margins() -> None:
    """On the largest sheets too, no line runs off the paper."""
    for answers in EVERYTHING_AT_ONCE:
        assert widest(sheet_pdf(sheet_of(alarmed(answers), LARGEST_PLAN))) <= 0


@given(st.text(min_size=1, max_size=120))
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_text_makes_a_sheet(own: str) -> None:
    """Whatever is written, a PDF is made that ends with the specialist."""
    pdf = sheet_pdf(of(own))
    found = pages(pdf)
    assert len(found) <= 2
    assert found[-1].endswith(END)


@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=60))
@settings(max_examples=60, deadline=None)
def test_any_signs_are_set_as_they_stand(own: str) -> None:
    """Each sign of ASCII, in any order, is on the sheet as it was written."""
    assert squeezed(own) in squeezed(text(sheet_pdf(of(own))))


@cache
def made(answers: Answers, *, alarm: bool) -> bytes:
    """A sheet with something in every section."""
    return sheet_pdf(sheet_of(alarmed(answers) if alarm else explore(answers), SOME_PLAN))


@pytest.mark.parametrize("alarm", [False, True])
@pytest.mark.parametrize("answers", [DISC, NOT_SURE], ids=["listed", "not sure"])
def test_a_screen_reader_can_read_it(answers: Answers, *, alarm: bool) -> None:
    """The PDF says what PDF/UA-1 asks of it: tags, a title that is shown, a language, headings."""
    with opened(made(answers, alarm=alarm)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.Lang == "en-US"
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:title"] == "For your appointment with a pain specialist"
        elements = list(tags(pdf))
        kinds = [kind for kind, _ in elements]
        assert kinds[:2] == ["/Document", "/Title"]
        levels = [int(kind[2:]) for kind in kinds if re.fullmatch(r"/H\d", kind)]
        assert levels[0] == 1
        assert all(after - before <= 1 for before, after in pairwise(levels))
        sheet = sheet_of(alarmed(answers) if alarm else explore(answers), SOME_PLAN)
        assert len(levels) == len(sheet.sections)
        assert kinds.count("/L") >= 5
        for kind, element in elements:
            assert kind != "/Figure" or "/Alt" in element
        assert not {"/Table", "/TH", "/TD"} & set(kinds)  # lists are told as lists
        for page in pdf.pages:
            assert page.obj.Tabs == "/S"
            assert "/StructParents" in page.obj


def test_all_that_is_not_read_aloud_is_marked_as_such() -> None:
    """Each piece of content is tagged, or is an artifact: the foot of the page, the lines."""
    with opened(made(DISC, alarm=False)) as pdf:
        for page in pdf.pages:
            open_tags: list[str] = []
            for step in pikepdf.parse_content_stream(page):
                name = str(step.operator)
                if name in {"BDC", "BMC"}:
                    open_tags.append(str(step.operands[0]))
                elif name == "EMC":
                    open_tags.pop()
                elif name in {"Tj", "TJ", "S", "f"}:
                    assert open_tags, f"{name} stands outside of what is tagged"


@pytest.mark.parametrize("alarm", [False, True])
def test_it_brings_its_fonts_and_does_nothing(*, alarm: bool) -> None:
    """Every font is embedded; nothing is loaded from elsewhere, run, attached or sent."""
    with opened(made(NOT_SURE, alarm=alarm)) as pdf:
        found = fonts(pdf)
        assert found
        for name, descriptor in found.items():
            assert "SourceSansPro" in name
            assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor.keys())
        active = {"/JavaScript", "/JS", "/AA", "/OpenAction", "/URI", "/EmbeddedFiles", "/AcroForm"}
        active |= {"/Launch", "/SubmitForm", "/Annots", "/GoToR", "/RichMedia", "/F"}
        assert keys(pdf) & active == set()
        assert "/Author" not in pdf.docinfo


def test_the_same_sheet_is_the_same_file() -> None:
    """Two makings of one sheet are alike to the byte; the file bears the sheet's day alone."""
    sheet = sheet_of(explore(DISC), SOME_PLAN)
    first = sheet_pdf(sheet)
    assert first == sheet_pdf(sheet)
    assert first != sheet_pdf(sheet, "us-letter")
    with opened(first) as pdf:
        assert str(pdf.docinfo["/CreationDate"]).startswith("D:20261126000000")


def test_the_paper_is_the_one_asked_for() -> None:
    """A4 and US Letter, to the point."""
    sizes = {}
    for paper in PAPERS.values():
        with opened(sheet_pdf(sheet_of(explore(DISC)), paper)) as pdf:
            sizes[paper] = [round(float(side)) for side in pdf.pages[0].MediaBox][2:]
    assert sizes == {"a4": [595, 842], "us-letter": [612, 792]}


def test_visitors_at_the_same_time_get_their_own_sheets() -> None:
    """Sheets made in many threads at once are those that one thread makes."""
    asked = [of(f"visitor number {number} has a word") for number in range(24)]
    alone = [sheet_pdf(sheet) for sheet in asked]
    start = threading.Barrier(8)

    def make(sheet: Sheet) -> bytes:
        if not start.broken and start.n_waiting < 8:
            start.wait(timeout=60)
        return sheet_pdf(sheet)

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(make, asked)) == alone


def test_no_letter_is_promised_that_the_font_lacks() -> None:
    """Each letter that counts as drawn is in every weight that the sheet is set in."""
    found = find_spec("font_source_sans_pro")
    assert found is not None
    assert found.origin is not None
    files = Path(found.origin).parent / "files"
    drawn = {char for code in range(0x20, 0x10000) if drawable(char := chr(code)) == char}
    assert len(drawn) > 600
    for weight in ("Regular", "Semibold", "Bold"):
        for kind in ("otf", "ttf"):
            with TTFont(files / f"SourceSansPro-{weight}.{kind}", lazy=True) as font:
                letters = set(font.getBestCmap())
            assert {char for char in drawn if ord(char) not in letters} == set()


IN_A_PROCESS = """
import json, os, sys
opened = []
ours = os.path.abspath(".")
sys.addaudithook(lambda event, args: opened.append(args) if event == "open" else None)
from engine import Answers, explore
from engine.appointment.loading import default_preparation_book
from engine.appointment.plan import Plan
from engine.analysis.answer_table import default_identity
from engine.appointment.sheet import Stamp, build_sheet
from engine.rule_book.loading import default_rule_book
from ui.appointment.sheet.pdf import sheet_pdf
from ui.appointment.sheet.text import sheet_text
from datetime import date
outcome = explore(Answers(location="leg", conditions=frozenset({"sciatica"})))
sheet = build_sheet(
    outcome,
    Plan(),
    default_preparation_book(),
    default_rule_book(),
    Stamp(date(2026, 1, 1), default_identity()),
)
sheet_text(sheet)
before = "typst" in sys.modules
sheet_pdf(sheet)
written = [str(path) for path, mode, flags in opened if flags & (os.O_WRONLY | os.O_RDWR)]
print(json.dumps([before, "typst" in sys.modules, written]))
"""


def test_the_typesetter_is_there_only_for_those_who_make_a_sheet() -> None:
    """A sheet as data or text does not import typst; a PDF does, and Python writes no file."""
    told = subprocess.run(
        [sys.executable, "-B", "-c", IN_A_PROCESS],
        capture_output=True,
        text=True,
        cwd=PROJECT,
        check=True,
    )
    assert json.loads(told.stdout) == [False, True, []]


def test_no_file_is_written(tmp_path: Path) -> None:
    """Traced from outside, making a sheet opens no file to write; skipped where nothing traces."""
    strace = subprocess.run(
        ["/usr/bin/env", "strace", "-V"], capture_output=True, check=False
    ).returncode
    if strace:
        pytest.skip("strace is not installed")
    log = tmp_path / "trace"
    subprocess.run(
        [
            *("strace", "-f", "-e", "trace=openat,open,creat,mkdir,rename", "-o", log),
            *(sys.executable, "-B", "-c", IN_A_PROCESS),
        ],
        capture_output=True,
        cwd=PROJECT,
        check=True,
        # Where branches are counted, the count is written when the process ends.
        env={name: value for name, value in os.environ.items() if "COVERAGE" not in name},
    )
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    assert lines
    writing = [
        line for line in lines if re.search(r"O_WRONLY|O_RDWR|O_CREAT|creat\(|mkdir\(", line)
    ]
    assert [line for line in writing if "/dev/" not in line] == []


def test_the_outcomes_are_all_here() -> None:
    """Every place is asked with every condition."""
    assert len(sheets(NO_PLAN)) == len(EVERY_OUTCOME) == len(BOOK.locations) * len(BOOK.conditions)
