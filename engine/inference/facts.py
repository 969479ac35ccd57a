"""The facts of working memory: those that the answers put there, with those that rules derive.

A fact is a flat dictionary. The location of the pain is one fact, each condition and each warning
sign another, and each condition that a rule derives one more. Every fact carries the location and
the region, so that an antecedent looks at one fact only and the engine needs no joins. Its path
says where it came from, which makes each fact unlike every other.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from engine.rule_book.records import LOCATION_ANSWER

if TYPE_CHECKING:
    from engine.answers import Answers
    from engine.rule_book.records import RuleBook

Fact = dict[str, str]
_SEPARATOR = "/"


@dataclass(frozen=True, slots=True)
class FactPath:
    """Where a fact came from: an answer, then the rules that derived it, the last one last.

    As text it is the ids with a slash between them, such as `migraine/migraine_causes_headache`.
    No id holds a slash, so the text can be taken apart again.

    Attributes:
        answer: The id of the condition or of the warning sign, or `location`.
        rules: The ids of the rules, none for a fact that is an answer.
    """

    answer: str
    rules: tuple[str, ...] = ()

    @classmethod
    def parse(cls, text: str) -> FactPath:
        """Read a path from its text.

        Raises:
            ValueError: The text has no ids between its slashes.
        """
        answer, *rules = text.split(_SEPARATOR)
        if not all((answer, *rules)):
            raise ValueError(f"{text!r} is not the path of a fact: ids with a slash between them")
        return cls(answer, tuple(rules))

    def __str__(self) -> str:
        """The path as text."""
        return _SEPARATOR.join((self.answer, *self.rules))

    def extended(self, rule: str) -> FactPath:
        """The path of the fact that a rule derives from this one."""
        return FactPath(self.answer, (*self.rules, rule))

    @property
    def is_derived(self) -> bool:
        """Whether a rule derived the fact; if not, it is an answer."""
        return bool(self.rules)

    @property
    def is_location(self) -> bool:
        """Whether the path starts at the answer to where the pain is."""
        return self.answer == LOCATION_ANSWER

    @property
    def last_rule(self) -> str | None:
        """The id of the rule that derived the fact; None for an answer."""
        return self.rules[-1] if self.rules else None


@lru_cache(maxsize=1024)  # the same few paths are read again in every evaluation
def _parsed(text: str) -> FactPath:
    return FactPath.parse(text)


def path_of(fact: Fact) -> FactPath:
    """Where a fact came from."""
    return _parsed(fact["path"])


def initial_facts(answers: Answers, book: RuleBook) -> list[Fact]:
    """The facts that the answers put into working memory, in a settled order.

    Args:
        answers: The answers, all ids known.
        book: The rule book.

    Returns:
        The warning signs, the location, the conditions, each in the order of the rule book.
    """
    location = book.location_by_id[answers.location]
    where: Fact = {"location": location.id}
    if location.region is not None:
        where["region"] = location.region
    return [
        *(
            {"path": str(FactPath(sign)), "warning_sign": sign, **where}
            for sign in book.warning_sign_by_id
            if sign in answers.warning_signs
        ),
        {"path": str(FactPath(LOCATION_ANSWER)), "answer": LOCATION_ANSWER, **where},
        *(
            {"path": str(FactPath(condition)), "condition": condition, **where}
            for condition in book.condition_by_id
            if condition in answers.conditions
        ),
    ]


def derived_fact(fact: Fact, rule: str, condition: str) -> Fact:
    """The fact that a rule derives from another: a condition at the same location."""
    derived = {"path": str(path_of(fact).extended(rule)), "condition": condition}
    derived |= {key: fact[key] for key in ("location", "region") if key in fact}
    return derived
