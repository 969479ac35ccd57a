"""The answers that make a rule fire, as FHIRPath over a response to the questionnaire."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.exchange.fhir.questionnaire import CONDITIONS, WARNING_SIGNS
from engine.rule_book.records import LOCATION_ANSWER

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.exchange.ways import Ways
    from engine.rule_book.records import RuleBook

_WHERE = f"%resource.item.where(linkId = '{LOCATION_ANSWER}').answer.value.code"


def expression(ways: Ways, book: RuleBook) -> str:
    """The ways as FHIRPath over the response to the questionnaire.

    Args:
        ways: The answers that make a rule fire; none for a rule that never fires.
        book: The rule book, whose order is kept.
    """
    if not ways:
        return "false"
    everywhere = frozenset(book.location_by_id)
    parts = []
    for locations, answers in _by_locations(ways, book):
        tests = []
        if answers != [None]:
            tests.append(_any_of(_answers_to(CONDITIONS), answers))
        if locations != everywhere:
            places = [name for name in book.location_by_id if name in locations]
            tests.append(_any_of(_WHERE, places))
        parts.append(" and ".join(tests) or "true")
    if len(parts) == 1:
        return parts[0]
    return " or ".join(f"({part})" for part in parts)


def in_words(ways: Ways, book: RuleBook) -> str:
    """The ways in words, for whoever reads the expression."""
    if not ways:
        return "No answers lead here"
    everywhere = frozenset(book.location_by_id)
    parts = []
    for locations, answers in _by_locations(ways, book):
        names = [book.condition_by_id[one].name for one in answers if one is not None]
        words = [f"one of these was named: {'; '.join(names)}"] if names else []
        if locations != everywhere:
            places = [one.name for one in book.locations if one.id in locations]
            words.append(
                f"the {book.edition.complaint} is at one of these places: {'; '.join(places)}"
            )
        parts.append(" and ".join(words))
    return "Applies if " + ", or if ".join(parts)


def _by_locations(ways: Ways, book: RuleBook) -> list[tuple[frozenset[str], list[str | None]]]:
    """The ways by their locations, conditions in the order of the book."""
    order = {name: place for place, name in enumerate([None, *book.condition_by_id])}
    grouped: dict[tuple[bool, frozenset[str]], list[str | None]] = {}
    for answer in sorted(ways, key=order.__getitem__):
        grouped.setdefault((answer is None, ways[answer]), []).append(answer)
    return [(locations, answers) for (_, locations), answers in grouped.items()]


def ticked(sign: str) -> str:
    """That a warning sign is there, as FHIRPath."""
    return _any_of(_answers_to(WARNING_SIGNS), [sign])


def _answers_to(question: str) -> str:
    """The codes of the answers to a question that each location asks."""
    return f"%resource.item.item.where(linkId.endsWith('.{question}')).answer.value.code"


def _any_of(codes: str, names: Iterable[str | None]) -> str:
    quoted = " | ".join(f"'{name}'" for name in names)
    return f"{codes}.where($this in ({quoted})).exists()"
