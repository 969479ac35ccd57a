"""The facts of working memory: what the answers put there, and what rules derive.

A fact is a flat dictionary. The location of the pain is one fact, each condition and each warning
sign another, and each condition that a rule derives one more. Every fact carries the location and
the region, so that an antecedent looks at one fact only and the engine needs no joins. Its `path`
says where it came from (the answer, then the ids of the rules that derived it), which makes each
fact unlike every other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.rule_book.records import LOCATION_PATH

if TYPE_CHECKING:
    from engine.answers import Answers
    from engine.rule_book.records import RuleBook

Fact = dict[str, str]
PATH_SEPARATOR = "/"


def initial_facts(answers: Answers, book: RuleBook) -> list[Fact]:
    """The facts that the answers put into working memory, in a settled order."""
    location = book.location_by_id[answers.location]
    where: Fact = {"location": location.id}
    if location.region is not None:
        where["region"] = location.region
    return [
        *(
            {"path": sign, "warning_sign": sign, **where}
            for sign in book.warning_sign_by_id
            if sign in answers.warning_signs
        ),
        {"path": LOCATION_PATH, "answer": "location", **where},
        *(
            {"path": condition, "condition": condition, **where}
            for condition in book.condition_by_id
            if condition in answers.conditions
        ),
    ]


def derived_fact(fact: Fact, rule: str, condition: str) -> Fact:
    """The fact that a rule derives from another: a condition at the same location."""
    derived = {"path": f"{fact['path']}{PATH_SEPARATOR}{rule}", "condition": condition}
    derived |= {key: fact[key] for key in ("location", "region") if key in fact}
    return derived
