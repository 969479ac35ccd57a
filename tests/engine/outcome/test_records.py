"""Outcomes as models: frozen, strict, printed in one order."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from engine import Answers, Explorer, Outcome, RuleBook
from engine.rule_book.records import Record
from tests.engine import oracle
from tests.engine.account import EVERY_SINGLE

KEYS = [
    "answers",
    "urgent",
    "options",
    "also_named",
    "alternatives",
    "if_found",
    "trace",
    "consult",
]


def records(value: object) -> Iterator[Record]:
    """Every record within a value, however deep."""
    if isinstance(value, Record):
        yield value
        for field in type(value).model_fields:
            yield from records(getattr(value, field))
    elif isinstance(value, tuple):
        for member in value:
            yield from records(member)


@pytest.fixture(scope="module")
def one_of_each(explorer: Explorer, book: RuleBook) -> dict[type[Record], Record]:
    """A record of every kind that an outcome or a rule book holds."""
    outcomes = [
        explorer.evaluate(Answers(location="head", conditions={condition}))
        for condition in ("not_sure", "migraine")
    ]
    return {type(record): record for value in (*outcomes, book) for record in records(value)}


@pytest.fixture(scope="module")
def dumped(singles: dict[Answers, Outcome]) -> list[dict[str, Any]]:
    """Every outcome for one condition, as JSON has it."""
    return [json.loads(outcome.model_dump_json()) for outcome in singles.values()]


def test_the_keys_of_an_outcome_stand_in_order(dumped: list[dict[str, Any]]) -> None:
    """The keys of the JSON and their order are a contract."""
    for outcome in dumped:
        assert list(outcome) == KEYS
        assert list(outcome["answers"])[:2] == ["location", "conditions"]


def test_the_keys_of_options_and_reasons_stand_in_order(dumped: list[dict[str, Any]]) -> None:
    """So are those of an option, of its reasons and of their citations."""
    for outcome in dumped:
        for option in outcome["options"]:
            assert list(option) == ["id", "name", "reasons"]
            for reason in option["reasons"]:
                assert list(reason) == ["rule", "basis", "editorial", "chain", "citations"]
                for citation in reason["citations"]:
                    assert list(citation) == ["section", "item", "phrase"]


def test_the_rest_of_the_json_is_short(dumped: list[dict[str, Any]]) -> None:
    """What is also named, the alternatives and what may be found are ids and names."""
    for outcome in dumped:
        for other in (*outcome["also_named"], *outcome["alternatives"]):
            assert list(other) == ["id", "name"]
        for found in outcome["if_found"]:
            assert list(found) == ["id", "name", "options"]
            for option in found["options"]:
                assert list(option) == ["id", "name", "basis"]


def test_the_json_says_what_the_outcome_says(dumped: list[dict[str, Any]]) -> None:
    """The options of the JSON are those of the oracle, in its order."""
    for outcome in dumped:
        answers = outcome["answers"]
        expected = oracle.expected(answers["location"], answers["conditions"])
        assert list(expected.options) == [option["id"] for option in outcome["options"]]
        assert list(expected.also_named) == [option["id"] for option in outcome["also_named"]]


def test_the_same_answers_are_the_same_text(explorer: Explorer) -> None:
    """The JSON is the same to the letter, with the conditions in one order."""
    answers = Answers(location="leg", conditions={"sciatica", "arthritis", "crps"})
    texts = {explorer.evaluate(answers).model_dump_json() for _ in range(5)}
    assert len(texts) == 1
    assert '"conditions":["arthritis","crps","sciatica"]' in texts.pop()


def test_no_record_can_be_changed(one_of_each: dict[type[Record], Record]) -> None:
    """Every field of every record refuses assignment, so what is shared stays as it is."""
    assert {Outcome, Answers, RuleBook} <= set(one_of_each)
    for record in one_of_each.values():
        for field in type(record).model_fields:
            with pytest.raises(ValidationError, match="frozen"):
                setattr(record, field, getattr(record, field))


def test_no_record_takes_a_field_more(one_of_each: dict[type[Record], Record]) -> None:
    """Every record refuses a field that it does not know."""
    for kind, record in one_of_each.items():
        fields = {name: getattr(record, name) for name in kind.model_fields}
        assert record == kind.model_validate(fields)
        with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
            kind.model_validate({**fields, "severity": 1})


def test_every_model_is_a_record() -> None:
    """No model of the engine goes round those two."""
    models = {
        model
        for model in all_subclasses(BaseModel)
        if model.__module__.partition(".")[0] == "engine"
    }
    assert {Record} == {model for model in models if not issubclass(model, Record)} | {Record}
    assert all(m.model_config.get("frozen") and m.model_config["extra"] == "forbid" for m in models)


def all_subclasses(kind: type) -> set[type[BaseModel]]:
    """Every class that derives from another."""
    return {kind}.union(*map(all_subclasses, kind.__subclasses__())) - {BaseModel}


@pytest.mark.parametrize("consult", [{}, {"consult": None}, {"consult": {}}])
def test_an_outcome_without_the_closing_advice_cannot_be_built(
    explorer: Explorer, consult: dict[str, Any]
) -> None:
    """There is no outcome without `consult`."""
    outcome = explorer.evaluate(EVERY_SINGLE[0])
    fields = {key: getattr(outcome, key) for key in KEYS if key != "consult"}
    with pytest.raises(ValidationError, match="consult"):
        Outcome.model_validate({**fields, **consult})


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"location": "leg"},
        {"conditions": ["arthritis"]},
        {"location": "leg", "conditions": []},
        {"location": "leg", "conditions": "arthritis"},
        {"location": None, "conditions": ["arthritis"]},
        {"location": ["leg"], "conditions": ["arthritis"]},
        {"location": "leg", "conditions": [None]},
        {"location": "leg", "conditions": ["arthritis"], "name": "somebody"},
    ],
)
def test_answers_that_are_none(fields: dict[str, Any]) -> None:
    """Without a location or a condition, with another type or with more, they are no answers."""
    with pytest.raises(ValidationError):
        Answers.model_validate(fields)
