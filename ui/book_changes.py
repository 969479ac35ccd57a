"""What changes from one rule book to another in sentences, for the command line and for a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.analysis.book_answers import ALSO_NAMED, IMPLIED, LISTED, OURS
from engine.outcome.wording import joined

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.analysis.answer_table import Identity
    from engine.analysis.compare_books import (
        BookComparison,
        Cause,
        Change,
        FieldChange,
        Presence,
    )
    from engine.rule_book.records import RuleBook

_STANDS: dict[str | None, str] = {
    LISTED: "listed for the answer itself",
    IMPLIED: "also listed, for what the answer amounts to",
    OURS: "also listed, through a link of ours alone",
    ALSO_NAMED: "named with no condition",
    None: "not there",
}
_FIELDS = {
    "rule": "What rules and records do",
    "words": "Words",
    "citations": "Citations and sources",
    "order": "Order",
}


class ChangeSection(NamedTuple):
    """A heading with items, each a sentence and the lines that stand below it."""

    heading: str
    items: tuple[tuple[str, tuple[str, ...]], ...]


def which_books(comparison: BookComparison) -> str:
    """Which rule books are compared."""
    return f"Before: {_edition(comparison.old)}. After: {_edition(comparison.new)}."


def how_many(comparison: BookComparison) -> Iterator[str]:
    """How many answers change, in a few sentences."""
    if not comparison.changes:
        yield "No answer changes."
        return
    count = comparison.answers_changed
    yield f"{count} answer{'' if count == 1 else 's'} to a single condition or sign change."
    if comparison.sets and comparison.sets.all:
        yield (
            f"Of {comparison.sets.all:,} sets of conditions that the questionnaire offers "
            f"together, {comparison.sets.changed:,} list something else."
        )


def _edition(identity: Identity) -> str:
    return f"rules of {identity.version}, answers {identity.short}"


def sections(comparison: BookComparison, old: RuleBook, new: RuleBook) -> Iterator[ChangeSection]:
    """All that changes, in groups; those that hold nothing are left out."""
    names = _Names(old, new)
    found = (
        ("New or gone", (_presence(one) for one in comparison.presences)),
        (
            "Answers that the questionnaire asks for",
            (names.change(one) for one in comparison.changes if one.asked),
        ),
        (
            "Answers that the questionnaire does not offer together",
            (names.change(one) for one in comparison.changes if not one.asked),
        ),
        (
            "As before, for other reasons",
            (names.change(one) for one in comparison.other_reasons),
        ),
        *(
            (heading, [_field(one) for one in comparison.fields if one.what == what])
            for what, heading in _FIELDS.items()
        ),
    )
    for heading, items in found:
        section = ChangeSection(heading, tuple(items))
        if section.items:
            yield section


class _Names:
    """The names of what two rule books hold, those of the newer first."""

    def __init__(self, old: RuleBook, new: RuleBook) -> None:
        """Take both books."""
        self._books = (new, old)

    def change(self, change: Change) -> tuple[str, tuple[str, ...]]:
        """A group of changes as a sentence, with what did it and an example."""
        details = []
        if change.kind == "option" and change.before != change.after:
            details.append(f"before: {_STANDS[change.before]}; now: {_STANDS[change.after]}")
        if change.causes:
            details.append(f"because of {joined([_cause(one) for one in change.causes])}")
        details.append(f"for example: pain-options explore {change.example}")
        return self._sentence(change), tuple(details)

    def _sentence(self, change: Change) -> str:
        where = self._places(change.locations)
        match change.kind:
            case "notice":
                return f'Warning sign "{change.name}" {_notice(change)} {where}.'
            case "closing":
                before = f'The closing advice was: "{change.before}"'
                return f'{before} It is now: "{change.after}"'
            case "alternative":
                named = "is now named" if change.after else "is no longer named"
                return f"{change.name} {named} among what may suit better, in every answer."
            case "if_found":
                return (
                    f'For those who are not sure: "if the specialist finds {change.name}" '
                    f"{_if_found(change)} {where}."
                )
        return f"{change.name} {_option(change)} {self._for(change.conditions)} {where}."

    def _places(self, locations: tuple[str, ...]) -> str:
        if all(len(locations) == len(book.locations) for book in self._books):
            return f"at all {len(locations)} locations"
        names = [
            next(b.location_by_id[one].name for b in self._books if one in b.location_by_id)
            for one in locations
        ]
        count = f"these {len(names)} locations" if len(names) > 1 else "this location"
        return f"at {count}: {joined(names)}"

    def _for(self, conditions: tuple[str | None, ...]) -> str:
        names = [
            next(b.condition_by_id[one].name for b in self._books if one in b.condition_by_id)
            for one in conditions
            if one is not None
        ]
        if None in conditions:
            names.append("warning signs with no condition")
        if all(len(conditions) == len(book.conditions) + 1 for book in self._books):
            return "whatever the condition"
        if len(names) == 1:
            return f"for {names[0]}"
        return f"for these {len(names)} answers ({joined(names)})"


def _option(change: Change) -> str:
    if change.before == change.after:
        return "stands as before"
    if change.verb == "moved":
        # Between ways of being listed, or of being only named and not at all.
        return "stands otherwise"
    return "is now listed" if change.verb == "gained" else "is no longer listed"


def _notice(change: Change) -> str:
    if change.before is None:
        return f"is now asked for, as {change.after},"
    if change.after is None:
        return f"is no longer asked for (before: {change.before})"
    return f"changes its level from {change.before} to {change.after}"


def _if_found(change: Change) -> str:
    if change.before is None:
        return f"is new, with {change.after},"
    if change.after is None:
        return "is no longer there"
    return f"lists {change.after} instead of {change.before}"


def _cause(cause: Cause) -> str:
    return f"{cause.record} ({cause.how})"


def _presence(presence: Presence) -> tuple[str, tuple[str, ...]]:
    kind = presence.record.partition(".")[0].replace("_", " ")
    return f'{presence.how.capitalize()} {kind}: {presence.record}: "{presence.name}"', ()


def _field(field: FieldChange) -> tuple[str, tuple[str, ...]]:
    return f"{field.record}: {field.field}", (
        f"before: {_value(field.before)}",
        f"after: {_value(field.after)}",
    )


def _value(value: object) -> str:
    if value is None:
        return "(nothing)"
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    return f'"{value}"' if isinstance(value, str) else str(value)
