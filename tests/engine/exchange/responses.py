"""A response to the exported questionnaire, and what the exported expressions say of it.

Two small evaluators, written from the specifications and not from the exporter: one for the part of
FHIRPath that the expressions use, one for `enableWhen`. What they do not know, they refuse.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Json = dict[str, Any]

_TOKEN = re.compile(
    r"\s*(?:(\(|\)\.not\(\)|\)|and\b|or\b)|(%resource\S*?\.where\(.*?\)\.exists\(\)))"
)
_PATH = re.compile(r"%resource\.(.+)\.where\(\$this in \(([^()]*)\)\)\.exists\(\)")
_STEP = re.compile(
    r"(item|answer|value|code)|where\(linkId = '([^']+)'\)|where\(linkId\.endsWith\('([^']+)'\)\)"
)


def response(location: Json, **answers: list[Json]) -> Json:
    """A QuestionnaireResponse: the location, and the answers to the questions asked there."""
    items = [
        {
            "linkId": f"location.{location['code']}.{question}",
            "answer": [{"valueCoding": coding} for coding in codings],
        }
        for question, codings in answers.items()
        if codings
    ]
    return {
        "resourceType": "QuestionnaireResponse",
        "status": "completed",
        "item": [
            {"linkId": "location", "answer": [{"valueCoding": location}]},
            {"linkId": f"location.{location['code']}", "item": items},
        ],
    }


def holds(expression: str, resource: Json) -> bool:
    """Whether an expression is true of a resource."""
    return _parsed(expression)(resource)


def applies(action: Json, resource: Json) -> bool:
    """Whether all conditions of an action hold."""
    return all(
        holds(condition["expression"]["expression"], resource)
        for condition in action.get("condition", [])
    )


def enabled(items: list[Json], chosen: dict[str, set[str]]) -> Iterator[Json]:
    """The items that are shown, those inside a group as well.

    Args:
        items: The items of a questionnaire.
        chosen: The codes that are chosen, by the linkId of the question.
    """
    for item in items:
        conditions = item.get("enableWhen", [])
        assert len(conditions) < 2 or item["enableBehavior"] in {"all", "any"}
        met = [_met(condition, chosen) for condition in conditions]
        if not met or (any(met) if item.get("enableBehavior") == "any" else all(met)):
            yield item
            yield from enabled(item.get("item", []), chosen)


def _met(condition: Json, chosen: dict[str, set[str]]) -> bool:
    assert condition["operator"] == "="
    return condition["answerCoding"]["code"] in chosen.get(condition["question"], set())


@cache
def _parsed(expression: str) -> Callable[[Json], bool]:
    tokens = list(_tokens(expression))
    result = _disjunction(tokens)
    assert not tokens, f"what is {tokens[0]!r} in {expression!r}?"
    return result


def _tokens(expression: str) -> Iterator[str]:
    place = 0
    while place < len(expression):
        match = _TOKEN.match(expression, place)
        assert match, f"what is {expression[place:]!r}?"
        yield match[1] or match[2]
        place = match.end()


def _disjunction(tokens: list[str]) -> Callable[[Json], bool]:
    parts = [_conjunction(tokens)]
    while tokens and tokens[0] == "or":
        tokens.pop(0)
        parts.append(_conjunction(tokens))
    return lambda resource: any(part(resource) for part in parts)


def _conjunction(tokens: list[str]) -> Callable[[Json], bool]:
    parts = [_term(tokens)]
    while tokens and tokens[0] == "and":
        tokens.pop(0)
        parts.append(_term(tokens))
    return lambda resource: all(part(resource) for part in parts)


def _term(tokens: list[str]) -> Callable[[Json], bool]:
    token = tokens.pop(0)
    if token != "(":  # noqa: S105 - a parenthesis
        return _existence(token)
    inner = _disjunction(tokens)
    end = tokens.pop(0)
    if end == ").not()":
        return lambda resource: not inner(resource)
    assert end == ")"
    return inner


def _existence(text: str) -> Callable[[Json], bool]:
    match = _PATH.fullmatch(text)
    assert match, f"what is {text!r}?"
    codes = {code.strip().strip("'") for code in match[2].split("|")}
    steps = _steps(match[1])
    return lambda resource: bool(codes & set(_values([resource], steps)))


def _steps(path: str) -> list[tuple[str, str, str]]:
    steps = [(m[1] or "", m[2] or "", m[3] or "") for m in _STEP.finditer(path)]
    assert ".".join(m[0] for m in _STEP.finditer(path)) == path, f"what is {path!r}?"
    return steps


def _values(nodes: list[Any], steps: list[tuple[str, str, str]]) -> list[Any]:
    for name, link, ending in steps:
        if link:
            nodes = [node for node in nodes if node["linkId"] == link]
        elif ending:
            nodes = [node for node in nodes if node["linkId"].endswith(ending)]
        else:
            # `value` stands for `valueCoding` and its like.
            key = "valueCoding" if name == "value" else name
            found = [node[key] for node in nodes if key in node]
            nodes = [one for part in found for one in (part if type(part) is list else [part])]
    return nodes
