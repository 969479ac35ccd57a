"""Links for teaching, each of which holds a case or a set of answers."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode, urljoin

from engine import Answers, AnswersError
from engine.analysis.answer_table import default_identity
from engine.examples.cases import default_cases
from engine.explorer import default_explorer
from ui.words import edition

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.examples.cases import Case

CASE, LOCATION, CONDITION, WARNING_SIGN = "case", "location", "condition", "warning_sign"
PARAMETERS = (CASE, LOCATION, CONDITION, WARNING_SIGN)
RULES = "rules"
"""Names the rule book that a link was made with."""
OTHER_RULES = (
    "This link was made with another version of the rules. What is listed may have changed since."
)


class LinkError(ValueError):
    """An address does not lead anywhere; the message tells the visitor so."""


def link_to_case(page: str, case: Case) -> str:
    """An address that opens a teaching case.

    Args:
        page: The address of any page of the app but the first, as the visitor's browser shows it.
        case: The case.
    """
    return _link(page, [(CASE, case.id)])


def link_to_answers(page: str, answers: Answers) -> str:
    """An address that opens a set of answers. It holds the answers, so it is for teaching only.

    Args:
        page: As for `link_to_case`.
        answers: The answers.
    """
    return _link(
        page,
        [
            (LOCATION, answers.location),
            *((CONDITION, condition) for condition in sorted(answers.conditions)),
            *((WARNING_SIGN, sign) for sign in sorted(answers.warning_signs)),
        ],
    )


def has_other_rules(parameters: Mapping[str, Sequence[str]]) -> bool:
    """Whether an address says that it was made with another rule book than the one in use.

    Args:
        parameters: As for `resolve`.
    """
    return any(value != _rules_in_use() for value in parameters.get(RULES, ()))


def resolve(parameters: Mapping[str, Sequence[str]]) -> Case | Answers | None:
    """What an address leads to.

    Args:
        parameters: The parameters of the address, each with all its values.

    Returns:
        A teaching case, a set of answers, or None if the address holds neither.

    Raises:
        LinkError: The case or an id is not known, or the answers do not go together.
    """
    if not any(parameters.get(name) for name in PARAMETERS):
        return None
    if parameters.get(CASE):
        return _case_by_id(parameters[CASE][0])
    if not parameters.get(LOCATION):
        raise LinkError(f"This link does not say where the {edition().complaint} is.")
    try:
        answers = Answers.from_ids(
            parameters[LOCATION][0],
            parameters.get(CONDITION, ()),
            parameters.get(WARNING_SIGN, ()),
        )
        default_explorer().explore(answers)
    except AnswersError:
        raise LinkError("This link names an answer that we do not know.") from None
    return answers


def _case_by_id(case_id: str) -> Case:
    for case in default_cases():
        if case.id == case_id:
            return case
    raise LinkError("This link names a case that we do not know.")


def _link(page: str, parameters: list[tuple[str, str]]) -> str:
    # The app may be served below a path, so only the last part of a page's address goes.
    return f"{urljoin(page, '.')}?{urlencode([*parameters, (RULES, _rules_in_use())])}"


def _rules_in_use() -> str:
    identity = default_identity()
    return f"{identity.version}.{identity.short}"
