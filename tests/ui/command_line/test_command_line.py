"""The command line does what its user asks of it."""

from __future__ import annotations

import json
import socket
import tomllib
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pypdfium2
import pytest

from engine import Answers, explore
from engine.analysis.answer_table import default_identity
from engine.analysis.trace_graph import trace_graph
from engine.analysis.why_not import Verdict
from engine.appointment.loading import default_preparation_book
from engine.appointment.sheet import day_in_words
from engine.examples.cases import default_cases
from engine.rule_book.loading import default_rule_book
from tests.conftest import PROJECT
from tests.engine.child import run_child
from tests.ui.texts import constants, template_texts
from ui.command_line import main, parser
from ui.teaching.diagram.drawing import draw

if TYPE_CHECKING:
    from pathlib import Path

Capture = pytest.CaptureFixture[str]

BAD_INPUTS = [
    ("explore --location knee --condition arthritis", ["'knee'", "lower_back", "missing_limb"]),
    ("explore --location leg --condition gout", ["'gout'", "arthritis", "something_else"]),
    ("explore --location leg", ["--condition"]),
    ("explore --location leg --warning-sign cough", ["'cough'", "cold_pale_numb_limb"]),
    ("explore --condition arthritis", ["--location"]),
    ("explore --location neck --condition not_sure --condition arthritis", ["'not_sure'", "alone"]),
    ("explore --location Neck! --condition arthritis", ["Neck!"]),
    ("--port many", ["'many'", "0 to 65535"]),
    ("--port 65536", ["'65536'", "0 to 65535"]),
    ("frobnicate", ["frobnicate"]),
    ("explain --location leg", ["--condition"]),
    ("explain --location knee --condition arthritis", ["'knee'", "lower_back"]),
    (
        "explain --location leg --condition arthritis --why-not acupuncture",
        ["unknown option 'acupuncture'", "nerve_block", "percutaneous_discectomy"],
    ),
    ("diagram --location leg --condition arthritis", ["--output"]),
    ("diagram --location leg --condition gout -o no/such/a.svg", ["'gout'", "arthritis"]),
    ("diagram --location leg --condition arthritis -o no/such/a.svg", ["no/such/a.svg", "cannot"]),
    (
        "diagram --location leg --condition arthritis -o no/such/a.svg --step 4",
        ["no step 4", "1 to 3"],
    ),
    ("diagram --location leg --condition arthritis -o a.svg --step two", ["--step", "two"]),
    ("sheet --location leg", ["--condition"]),
    ("sheet --location knee --condition arthritis", ["'knee'", "lower_back"]),
    ("sheet --location leg --condition gout -o a.pdf", ["'gout'", "arthritis"]),
    ("sheet --location leg --condition arthritis -o a.doc", ["'a.doc'", ".pdf", ".txt"]),
    ("sheet --location leg --condition arthritis --paper a5", ["'a5'", "a4", "letter"]),
    ("sheet --location leg --condition arthritis -o no/such/a.pdf", ["no/such/a.pdf", "cannot"]),
    ("check --document no/such/file.txt", ["no/such/file.txt", "cannot be read"]),
    ("check --document .", [".: cannot be read", "a folder"]),
    ("check --rules no/such/folder", ["no/such/folder", "no such folder"]),
    ("check --rules README.md", ["README.md", "no such folder"]),
    ("check rules", ["rules"]),
    ("explore --location leg --condition siatica", ["did you mean 'sciatica'?"]),
]


def run(words: str) -> int:
    """The exit status of a command, whether it returns or exits."""
    try:
        return main(words.split())
    except SystemExit as stop:
        return int(stop.code or 0)


@pytest.mark.parametrize(("words", "told"), BAD_INPUTS, ids=[words for words, _ in BAD_INPUTS])
def test_bad_input_is_one_line_and_status_2(capsys: Capture, words: str, told: list[str]) -> None:
    """Bad input is told in one clear line on standard error."""
    assert run(words) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert captured.err.startswith("pain-options")
    for word in told:
        assert word in captured.err


def test_a_taken_port_is_one_line(capsys: Capture) -> None:
    """A port in use is told in one line that says what to do."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert run(f"--port {port}") == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert str(port) in captured.err
    assert "--port" in captured.err


def test_version(capsys: Capture) -> None:
    """It is that of the project, and nothing else is printed."""
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert run("--version") == 0
    assert capsys.readouterr() == (f"pain-options {project['version']}\n", "")


def test_a_version_that_nobody_installed(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bare checkout has no version, and says so."""
    monkeypatch.setattr(parser, "_DISTRIBUTION", "no-such-distribution")
    assert run("--version") == 0
    assert "not installed" in capsys.readouterr().out


def test_nobody_waits_for_what_only_pages_need() -> None:
    """A command begins without Streamlit, a server, or typesetting: they take most of a second."""
    code = "import sys, ui.command_line.commands; print(*sys.modules)"
    loaded = set(run_child(code).stdout.split())
    assert {"engine.explorer", "ui.command_line.explore"} <= loaded
    assert not loaded & {"streamlit", "starlette", "uvicorn", "typst"}


def test_json_is_the_outcome(capsys: Capture) -> None:
    """--json prints the same as the engine returns, keys in the order of the contract."""
    assert run("explore --location lower_back --condition herniated_disc --json") == 0
    printed = json.loads(capsys.readouterr().out)
    outcome = explore(Answers(location="lower_back", conditions=frozenset({"herniated_disc"})))
    rule_book = json.loads(default_identity().model_dump_json())
    assert printed == json.loads(outcome.model_dump_json()) | {"rule_book": rule_book}
    assert list(printed) == [
        "answers",
        "urgent",
        "options",
        "also_named",
        "alternatives",
        "if_found",
        "trace",
        "consult",
        "rule_book",
    ]
    assert list(rule_book) == ["version", "fingerprint"]


def test_every_answer_as_text_ends_with_the_closing_advice(capsys: Capture) -> None:
    """The readable text names each listed option and ends with the closing advice."""
    book = default_rule_book()
    for location in book.locations:
        for condition in book.conditions_offered_at(location.id):
            assert run(f"explore --location {location.id} --condition {condition.id}") == 0
            text = capsys.readouterr().out
            answers = Answers(location=location.id, conditions=frozenset({condition.id}))
            for listed in explore(answers).options:
                assert f"  {listed.option.medical_name}: {listed.option.name}\n" in text
            assert " ".join(text.split()).endswith(f"{book.closing.name} {book.closing.says}")


@pytest.mark.parametrize(
    "words",
    ["--help", "explore --help", "explain --help", "diagram --help", "check --help"],
)
def test_help(capsys: Capture, words: str) -> None:
    """Help says what the command is for; where answers are given, it lists every id."""
    assert run(words) == 0
    text = capsys.readouterr().out
    assert "usage: pain-options" in text
    if words.startswith(("expl", "diagram", "sheet")):
        book = default_rule_book()
        ids = (
            book.location_by_id,
            book.condition_by_id,
            book.option_by_id,
            book.warning_sign_by_id,
        )
        for known in (known for some in ids for known in some):
            assert f"  {known} " in text


def test_words_has_every_text_of_the_preparation_book(capsys: Capture) -> None:
    """The command for editors prints each question, each matter and each thing to tell or bring."""
    book = default_preparation_book()
    assert run("words") == 0
    printed = " ".join(capsys.readouterr().out.split())
    texts = [question.asks for question in book.questions]
    texts += [one.name for one in book.matters] + [one.name for one in book.topics]
    texts += [text for one in (*book.tell, *book.bring) for text in (one.name, one.says, one.why)]
    assert [text for text in texts if text not in printed] == []


def test_explain_tells_every_firing_in_order(capsys: Capture) -> None:
    """The text has each firing of the trace, numbered, and ends with the closing advice."""
    book = default_rule_book()
    for case in default_cases():
        answers = case.answers
        words = [f"explain --location {answers.location}"]
        words += [f"--condition {condition}" for condition in answers.conditions]
        words += [f"--warning-sign {sign}" for sign in answers.warning_signs]
        assert run(" ".join(words)) == 0
        text = capsys.readouterr().out
        numbered = [line for line in text.splitlines() if line[:1].isdigit()]
        assert numbered == [
            f"{f.step}. {f.rule} [{f.kind.replace('_', ' ')}]" for f in explore(answers).trace
        ]
        assert text.endswith(f"concludes: {book.closing.name}\n")
        for option in explore(answers).options:
            assert f"concludes: {option.option.medical_name}\n" in text


def test_explain_as_json_is_the_steps(capsys: Capture) -> None:
    """--json prints memory, agenda and the rule that fires, for each step."""
    assert run("explain --location leg --condition sciatica --json") == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["rule_book"] == json.loads(default_identity().model_dump_json())
    steps = printed["steps"]
    trace = explore(Answers(location="leg", conditions=frozenset({"sciatica"}))).trace
    assert [step["activation"]["rule"] for step in steps] == [firing.rule for firing in trace]
    assert [fact["path"] for fact in steps[0]["memory"]] == ["location", "sciatica"]
    assert len(steps[0]["agenda"]) == len(trace)


def test_explain_why_not(capsys: Capture) -> None:
    """--why-not tells why one option is not listed, as text or as JSON."""
    words = "explain --location leg --condition arthritis --why-not facet_joint_injection"
    assert run(words) == 0
    text = capsys.readouterr().out
    assert text.startswith("Facet joint injection: not listed for your answers.\n")
    assert "only with pain in the neck or back" in " ".join(text.split())
    assert text.endswith("Ask about it.\n")
    assert run(f"{words} --json") == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["rule_book"]["fingerprint"] == default_identity().fingerprint
    assert printed["verdict"] == Verdict.LOCATION_EXCLUDES
    assert printed["option"]["id"] == "facet_joint_injection"
    assert printed["nearest"][0]["adds"][0]["id"] == "spinal_stenosis"


def test_diagram_writes_the_picture(capsys: Capture, tmp_path: Path) -> None:
    """The file is the drawing of the outcome, standing alone; --step shows the reasoning so far."""
    file = tmp_path / "case.svg"
    answers = Answers(location="leg", conditions=frozenset({"sciatica"}))
    graph = trace_graph(explore(answers), default_rule_book())
    words = f"diagram --location leg --condition sciatica -o {file}"
    assert run(words) == 0
    assert file.read_text(encoding="utf-8") == draw(graph, standalone=True)
    assert capsys.readouterr().out == f"{file}: {len(graph.edges)} firings drawn\n"
    assert run(f"{words} --step 2") == 0
    lit = draw(graph, highlight_step=2, standalone=True)
    assert file.read_text(encoding="utf-8") == lit


def test_a_warning_sign_comes_first(capsys: Capture) -> None:
    """What a warning sign asks for is printed first, conditions named or not."""
    assert run("explore --location leg --warning-sign hot_swollen_leg_or_foot_sore") == 0
    assert capsys.readouterr().out.startswith("Urgent: A leg or joint that is suddenly hot")
    assert run("explore --location leg --warning-sign hot_swollen_leg_or_foot_sore --json") == 0
    printed = json.loads(capsys.readouterr().out)
    assert [notice["id"] for notice in printed["urgent"]] == ["hot_swollen_leg_or_foot_sore"]
    assert printed["trace"][0]["rule"] == "hot_swollen_leg_or_foot_sore"


def test_words_prints_every_text_of_the_patients_pages(capsys: Capture) -> None:
    """What stands in a template or in the code of a page is printed, and so is the rule book."""
    assert run("words") == 0
    printed = " ".join(capsys.readouterr().out.split())
    expected = [text for texts in template_texts().values() for text in texts]
    expected += [text for texts in constants().values() for text in texts]
    book = default_rule_book()
    expected += [text for one in book.options for text in (one.name, one.description)]
    expected += [text for one in book.conditions for text in (one.name, one.in_words)]
    expected += [text for one in book.warning_signs for text in (one.name, one.why, one.action)]
    expected += [one.says for one in book.introduction]
    assert [text for text in dict.fromkeys(expected) if text not in printed] == []


def test_sheet_prints_the_text(capsys: Capture) -> None:
    """Without a file, or with a dash, the text of the sheet is printed, with the day of today."""
    words = "sheet --location lower_back --condition herniated_disc"
    assert run(words) == 0
    text = capsys.readouterr().out
    assert run(f"{words} -o -") == 0
    assert capsys.readouterr().out == text
    outcome = explore(Answers(location="lower_back", conditions=frozenset({"herniated_disc"})))
    for listed in outcome.options:
        assert listed.option.name in text
    assert text.endswith(f"{outcome.consult.says}\n")
    now = datetime.now().astimezone().date()
    assert any(day_in_words(now - timedelta(days=days)) in text for days in (0, 1))


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_sheet_writes_a_pdf(capsys: Capture, tmp_path: Path, paper: str) -> None:
    """A name that ends in .pdf gets a PDF, on the paper that was asked for."""
    file = tmp_path / "sheet.pdf"
    words = "sheet --location lower_back --condition not_sure --warning-sign chest_pain"
    assert run(f"{words} --paper {paper} -o {file}") == 0
    assert capsys.readouterr().out == f"{file}: the sheet for the appointment\n"
    document = pypdfium2.PdfDocument(file.read_bytes())
    width = document[0].get_width()
    document.close()
    assert round(width) == (595 if paper == "a4" else 612)


def test_sheet_writes_a_text(capsys: Capture, tmp_path: Path) -> None:
    """A name that ends in .txt gets the text that is printed otherwise."""
    words = "sheet --location leg --condition sciatica"
    file = tmp_path / "sheet.txt"
    assert run(f"{words} -o {file}") == 0
    assert capsys.readouterr().out == f"{file}: the sheet for the appointment\n"
    assert run(words) == 0
    assert file.read_text(encoding="utf-8") == capsys.readouterr().out
