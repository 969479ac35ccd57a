"""Explanations as readable text, for the command line: the trace step by step, why not."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from engine.analysis.why_not import why_not_paragraphs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.analysis.stepper import TraceStep
    from engine.analysis.why_not import WhyNot
    from engine.answers import Answers
    from engine.rule_book.records import RuleBook

_WIDTH = 88


def trace_text(answers: Answers, steps: Sequence[TraceStep], book: RuleBook) -> str:
    """The trace as text: for each step the rule, the fact it fired on, and what it says."""
    return "\n".join(_trace_lines(answers, steps, book))


def why_not_text(result: WhyNot, book: RuleBook) -> str:
    """Why an option is not listed, as text."""
    verdict, *paragraphs = why_not_paragraphs(result, book)
    lines = [verdict.sentence]
    for paragraph in paragraphs:
        lines += _indented(paragraph.lead)
        lines += (line for item in paragraph.items for line in _listed(item))
    return "\n".join(lines)


def _trace_lines(answers: Answers, steps: Sequence[TraceStep], book: RuleBook) -> Iterator[str]:
    yield f"From the answers: {'; '.join(fact.words for fact in steps[0].memory)}"
    for step in steps:
        words = {fact.path: fact.words for fact in step.memory}
        yield ""
        yield f"{step.step}. {step.activation.rule} [{step.activation.kind.replace('_', ' ')}]"
        yield from _indented(f"fires on: {words[step.activation.fact]}")
        yield from _indented(step.words)
        names = [_name(conclusion, answers, book) for conclusion in step.concludes]
        conclusions = step.derived.words if step.derived else "; ".join(names)
        yield from _indented(f"concludes: {conclusions}")


def _name(conclusion: str, answers: Answers, book: RuleBook) -> str:
    if conclusion in answers.warning_signs:
        return book.warning_sign_by_id[conclusion].action
    if conclusion in book.option_by_id:
        return book.option_by_id[conclusion].medical_name
    alternatives = {other.id: other.name for other in book.limits.alternative}
    return alternatives.get(conclusion, book.closing.name)


def _indented(text: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent="   ", subsequent_indent="   ")


def _listed(item: str) -> list[str]:
    return textwrap.wrap(item, _WIDTH, initial_indent="   - ", subsequent_indent="     ")
