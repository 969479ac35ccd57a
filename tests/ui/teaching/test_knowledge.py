"""What a rule rests on is said in words: the kind of knowledge, and why the rule reads so."""

from __future__ import annotations

import pytest

from engine.rule_book.loading import default_rule_book
from engine.rule_book.records import RuleKind
from ui.teaching.knowledge import knowledge_in_words

BOOK = default_rule_book()
BEGINNING = {
    "stated": "The document states it.",
    "definition": "By definition",
    "ours": "Ours",
    "guidance": "Public guidance",
}


@pytest.mark.parametrize("rule", BOOK.rules.values(), ids=lambda rule: rule.id)
def test_each_rule_says_what_it_rests_on(rule: object) -> None:
    """The words begin with the kind of knowledge and end with the justification, if any."""
    found = BOOK.rules[rule.id]  # type: ignore[attr-defined]
    words = knowledge_in_words(found)
    assert words.startswith(BEGINNING[found.because])
    assert words.endswith(found.justification or ".")
    assert (found.because == "guidance") == (found.kind is RuleKind.WARNING_SIGN)


def test_every_link_is_justified() -> None:
    """Every implication, and every rule that fires on every answer, says why it reads so."""
    for rule in (*BOOK.implications, *BOOK.also_named, BOOK.limits, BOOK.closing):
        assert rule.justification, rule.id


def test_where_the_level_of_a_sign_is_ours_the_words_say_so() -> None:
    """A sign whose level no source supports says that its level is ours, and why."""
    sign = BOOK.warning_signs[0].model_copy(update={"level_is_ours": "Sources give none."})
    assert knowledge_in_words(sign).endswith("ours: Sources give none.")
