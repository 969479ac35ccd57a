"""Links for teaching: a case, or a set of answers, in an address. Made only when asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit, urlunsplit

from engine import Answers, AnswersError
from engine.examples.cases import shipped_cases
from engine.explorer import shipped_explorer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.examples.cases import Case

CASE, LOCATION, CONDITION, WARNING_SIGN = "case", "location", "condition", "warning_sign"
PARAMETERS = (CASE, LOCATION, CONDITION, WARNING_SIGN)


class LinkError(ValueError):
    """An address does not lead anywhere; the message tells the visitor so."""


def link_to_case(page: str, case: Case) -> str:
    """An address that opens a teaching case, made from the address of any page of the app."""
    return _link(page, [(CASE, case.id)])


def link_to_answers(page: str, answers: Answers) -> str:
    """An address that opens a set of answers. It holds the answers, so it is for teaching only."""
    return _link(
        page,
        [
            (LOCATION, answers.location),
            *((CONDITION, condition) for condition in sorted(answers.conditions)),
            *((WARNING_SIGN, sign) for sign in sorted(answers.warning_signs)),
        ],
    )


def opened(parameters: Mapping[str, Sequence[str]]) -> Case | Answers | None:
    """What an address opens.

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
        return _case(parameters[CASE][0])
    if not parameters.get(LOCATION):
        raise LinkError("This link does not say where the pain is.")
    try:
        answers = Answers(
            location=parameters[LOCATION][0],
            conditions=frozenset(parameters.get(CONDITION, ())),
            warning_signs=frozenset(parameters.get(WARNING_SIGN, ())),
        )
        shipped_explorer().explore(answers)
    except (AnswersError, ValueError):
        raise LinkError("This link names an answer that we do not know.") from None
    return answers


def _case(case_id: str) -> Case:
    for case in shipped_cases():
        if case.id == case_id:
            return case
    raise LinkError("This link names a case that we do not know.")


def _link(page: str, parameters: list[tuple[str, str]]) -> str:
    scheme, host, *_ = urlsplit(page)
    return urlunsplit((scheme, host, "/", urlencode(parameters), ""))
