"""What can be printed or taken along says which rules it was made with."""

from __future__ import annotations

from engine import Answers, explore
from engine.analysis.answer_table import default_identity
from engine.analysis.trace_graph import trace_graph
from engine.rule_book.loading import default_rule_book
from engine.rule_book.reviews import NOT_REVIEWED
from ui.plain_text import text_blocks
from ui.reference import about
from ui.teaching.diagram.drawing import draw
from ui.words import rules_in_words

IDENTITY = default_identity()


def test_about_names_the_version_and_the_check_code() -> None:
    """No clinician is said to have reviewed the signs: the maintainers are none."""
    text = " ".join(text_blocks(about.page()))
    assert rules_in_words() in text
    assert NOT_REVIEWED in text
    assert "records of the rules" not in text


def test_a_downloaded_diagram_names_them() -> None:
    """In its foot; the one on the page, beside which About is one press away, does not."""
    outcome = explore(Answers(location="arm", conditions=frozenset({"crps"})))
    graph = trace_graph(outcome, default_rule_book())
    assert IDENTITY.short in draw(graph, standalone=True)
    assert IDENTITY.short not in draw(graph)
    assert rules_in_words() == f"Rules of {IDENTITY.version}, check code {IDENTITY.short}."
