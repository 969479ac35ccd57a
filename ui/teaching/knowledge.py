"""Words for the kind of knowledge that a rule rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.rule_book.records import WarningSign

if TYPE_CHECKING:
    from engine.rule_book.records import Knowledge, Rule

_WORDS: dict[Knowledge, str] = {
    "stated": "The document states it.",
    "definition": "By definition: it follows from what the words mean.",
    "ours": "Ours: we added it, and it is marked as ours wherever it is shown.",
    "guidance": "Public guidance says it. The document says nothing of warning signs.",
}


def knowledge_in_words(rule: Rule) -> str:
    """What a rule rests on, in a few sentences: the kind of knowledge, then why it reads so.

    Args:
        rule: Any rule. Where the level of a warning sign is ours, the words say why.
    """
    level = rule.level_is_ours if isinstance(rule, WarningSign) else None
    ours = f"How soon it asks for action is ours: {level}" if level else None
    return " ".join(part for part in (_WORDS[rule.because], rule.justification, ours) if part)
