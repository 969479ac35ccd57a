"""The answers that make each rule fire, implications already applied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.rule_book.records import ConditionalRule

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.rule_book.records import Implication, RuleBook, When

Ways = dict[str | None, frozenset[str]]
"""Locations by the condition that is answered there; by None where the location alone is enough."""


class WaysOfRules:
    """For each rule of a book with an antecedent, all answers that make it fire.

    Each antecedent looks at one fact, and a fact is a condition at the one location. So what fires
    a rule is a list of conditions, each with locations: however long the chain of implications is.
    """

    def __init__(self, book: RuleBook) -> None:
        """Work them out.

        Args:
            book: A rule book, as `load_rule_book` returns it: its implications go in no circle.
        """
        self._book = book
        self._everywhere = frozenset(book.location_by_id)
        self._of_condition: dict[str, Ways] = {}
        self._of_rule: dict[str, Ways] = {
            rule.id: _without_repetition(self._of_antecedent(rule.when))
            for rule in book.rules.values()
            if isinstance(rule, ConditionalRule)
        }

    def __getitem__(self, rule: str) -> Ways:
        """The answers that make a rule fire, by its id."""
        return self._of_rule[rule]

    def of_option(self, option: str) -> Ways:
        """The answers for which an option is listed; none if it never is."""
        found: Ways = {}
        for indication in self._book.indications:
            if indication.then == option:
                _add(found, self._of_rule[indication.id])
        return _without_repetition(found)

    def implications_before(self, rule: ConditionalRule) -> tuple[Implication, ...]:
        """The implications that can derive what a rule fires on, in the order of the file."""
        found: set[str] = set()
        open_conditions = [rule.when.condition]
        while open_conditions:
            condition = open_conditions.pop()
            for implication in self._book.implications:
                if implication.then == condition and implication.id not in found:
                    found.add(implication.id)
                    open_conditions.append(implication.when.condition)
        return tuple(one for one in self._book.implications if one.id in found)

    def _of_antecedent(self, when: When) -> Ways:
        locations = frozenset(
            location.id
            for location in self._book.locations
            if when.location in {None, location.id} and when.region in {None, location.region}
        )
        if when.condition is None:
            return {None: locations}
        return {
            answer: common
            for answer, there in self._of(when.condition).items()
            if (common := there & locations)
        }

    def _of(self, condition: str) -> Ways:
        """The answers by which a condition is a fact."""
        if condition not in self._of_condition:
            found: Ways = {condition: self._everywhere}
            for implication in self._book.implications:
                if implication.then == condition:
                    _add(found, self._of_antecedent(implication.when))
            self._of_condition[condition] = found
        return self._of_condition[condition]


def _add(ways: Ways, more: Mapping[str | None, frozenset[str]]) -> None:
    for answer, locations in more.items():
        ways[answer] = ways.get(answer, frozenset()) | locations


def _without_repetition(ways: Ways) -> Ways:
    """The same ways without a condition of which no location is left to say."""
    enough = ways.get(None, frozenset())
    return {
        answer: locations
        for answer, locations in ways.items()
        if answer is None or not locations <= enough
    }
