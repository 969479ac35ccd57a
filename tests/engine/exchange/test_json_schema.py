"""JSON Schemas: current, of everything, true of what is read and printed, and strict."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from engine import Answers
from engine.analysis.answer_table import default_identity
from engine.exchange import BASE
from engine.exchange.json_schema import OUTCOME, SUFFIX, TABLES, schema_text, schemas
from engine.exchange.outcome_form import ExportedOutcome
from engine.rule_book.loading import RULES_DIRECTORY
from tests.engine.account import EVERY_SINGLE
from tests.engine.broken_files import break_files

if TYPE_CHECKING:
    from engine import Explorer, Outcome, RuleBook

FOLDER = RULES_DIRECTORY / "schema"
BROKEN = Path(__file__).parents[2] / "broken_rules"
SCHEMAS = schemas()
FILES = [name for name in SCHEMAS if name != OUTCOME]

# The broken files whose fault is one of shape. A schema of one file cannot see the others: ids of
# other records, what stands twice, circles, what depends on a second field.
REFUSED = [
    "book_without_version",
    "citation_of_blanks",
    "citation_without_phrase",
    "closing_says_blanks",
    "closing_says_nothing",
    "closing_with_antecedent",
    "closing_without_advice",
    "empty_file",
    "explained_by_nobody",
    "id_empty",
    "id_is_a_number",
    "id_too_long",
    "id_with_accent",
    "id_with_bracket",
    "id_with_capital",
    "id_with_digit_first",
    "id_with_dollar",
    "id_with_double_quote",
    "id_with_hyphen",
    "id_with_null",
    "id_with_single_quote",
    "id_with_slash",
    "id_with_space",
    "indication_of_our_own",
    "indication_without_antecedent",
    "indication_without_citation",
    "justification_of_blanks",
    "no_alternatives",
    "no_book",
    "no_closing",
    "no_conclusion",
    "no_id",
    "no_limits",
    "no_name",
    "no_omissions",
    "not_a_list",
    "nothing_also_named",
    "offered_nowhere",
    "omission_held_against_nothing",
    "passage_is_a_text",
    "passage_of_blanks",
    "passage_without_citation",
    "pri_on_a_rule",
    "reference_with_quote",
    "region_without_words",
    "rule_id_with_quote",
    "run_on_a_rule",
    "salience_on_a_rule",
    "salience_on_a_sign",
    "salience_on_the_closing",
    "sign_asked_nowhere",
    "sign_stated_by_the_document",
    "sign_without_source",
    "source_not_on_the_web",
    "source_of_a_sign_by_its_id_alone",
    "source_of_a_sign_says_nothing",
    "source_read_otherwise",
    "statement_without_citation",
    "table_in_the_wrong_file",
    "unknown_because",
    "unknown_field_of_a_citation",
    "unknown_field_of_a_condition",
    "unknown_field_of_a_passage",
    "unknown_field_of_a_source_of_a_sign",
    "unknown_field_of_an_antecedent",
    "unknown_field_of_an_omission",
    "unknown_level_of_a_sign",
    "unknown_level_of_a_source",
    "unknown_table",
    "version_is_no_date",
]
VALIDATORS = {
    name: Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    for name, schema in SCHEMAS.items()
}


def as_json(text: str) -> Any:  # noqa: ANN401 - any value of TOML
    """What a TOML file says, with dates as an editor hands them to a schema: as text."""
    return json.loads(json.dumps(tomllib.loads(text), default=date.isoformat))


@pytest.mark.parametrize("name", SCHEMAS)
def test_what_is_checked_in_is_current(name: str) -> None:
    """The folder holds what `pain-options schema -o rules/schema` writes there."""
    written = (FOLDER / f"{name}{SUFFIX}").read_text(encoding="utf-8")
    assert written == schema_text(SCHEMAS[name]), "run: pain-options schema -o rules/schema"


def test_there_is_one_for_each_rule_file_and_no_other() -> None:
    """No rule file is without a schema, and no schema is of something that is gone."""
    assert {file.stem for file in RULES_DIRECTORY.glob("*.toml")} == set(FILES)
    assert {file.name for file in FOLDER.iterdir()} == {f"{name}{SUFFIX}" for name in SCHEMAS}


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_one_of_2020_12_with_an_id_of_its_own(name: str) -> None:
    """Each says which dialect it is in, what it is called, and keeps to the dialect."""
    schema = SCHEMAS[name]
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == Draft202012Validator.META_SCHEMA["$id"]
    assert schema["$id"] == f"{BASE}/schema/{name}{SUFFIX}"
    assert BASE.endswith(".example")


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_record_and_every_field_is_described(name: str) -> None:
    """An editor has help to show for each field; nothing is left as `Any`."""
    for title, definition in SCHEMAS[name]["$defs"].items():
        assert definition["description"], title
        if definition["type"] == "object":
            assert definition["additionalProperties"] is False, title
        for field, what in definition.get("properties", {}).items():
            assert what.get("description", "").endswith((".", '"', "?")), f"{title}.{field}"
            assert what.keys() & {"type", "$ref", "anyOf", "const", "enum"}, f"{title}.{field}"


@pytest.mark.parametrize("name", FILES)
def test_a_rule_file_names_its_schema_and_keeps_to_it(name: str) -> None:
    """The first line of each file tells an editor where its schema is; the file is valid."""
    text = (RULES_DIRECTORY / f"{name}.toml").read_text(encoding="utf-8")
    first, _, _ = text.partition("\n")
    assert first == f"#:schema ./schema/{name}{SUFFIX}"
    assert (RULES_DIRECTORY / first.removeprefix("#:schema ")).is_file()
    VALIDATORS[name].validate(as_json(text))


def as_exported(outcome: Outcome) -> Any:  # noqa: ANN401 - as JSON
    """An outcome as `explore --json` prints it."""
    return json.loads(ExportedOutcome.of(outcome, default_identity()).model_dump_json())


def test_every_outcome_keeps_to_its_schema(singles: dict[Answers, Outcome]) -> None:
    """What is printed for each condition at each location is as the schema says."""
    assert len(singles) == len(EVERY_SINGLE)
    for outcome in singles.values():
        VALIDATORS[OUTCOME].validate(as_exported(outcome))


def test_an_outcome_with_warning_signs_keeps_to_its_schema(
    explorer: Explorer, book: RuleBook
) -> None:
    """So is what is printed with every sign that is asked about at a location."""
    for location in book.location_by_id:
        signs = frozenset(sign.id for sign in book.warning_signs_asked_at(location))
        outcome = explorer.evaluate(Answers(location=location, warning_signs=signs))
        assert len(outcome.urgent) == len(signs)
        VALIDATORS[OUTCOME].validate(as_exported(outcome))


def test_every_part_of_an_outcome_is_asked_for(explorer: Explorer) -> None:
    """An outcome is refused as soon as any field is missing, or one is there that is not known."""
    answers = Answers(
        location="head",
        conditions=frozenset({"not_sure"}),
        warning_signs=frozenset({"sudden_worst_headache"}),
    )
    whole = as_exported(explorer.evaluate(answers))
    VALIDATORS[OUTCOME].validate(whole)
    tables = list(tables_in(whole))
    assert len(tables) > 30
    for table in tables:
        for key in list(table):
            value = table.pop(key)
            assert not VALIDATORS[OUTCOME].is_valid(whole), key
            table[key] = value
        table["unknown"] = 1
        assert not VALIDATORS[OUTCOME].is_valid(whole), sorted(table)
        del table["unknown"]


def tables_in(value: object) -> list[dict[str, Any]]:
    """Every object inside a JSON value, itself included."""
    if isinstance(value, dict):
        return [value, *(table for part in value.values() for table in tables_in(part))]
    if isinstance(value, list):
        return [table for part in value for table in tables_in(part)]
    return []


@pytest.mark.parametrize("name", FILES)
def test_a_field_that_is_unknown_or_empty_is_refused(name: str) -> None:
    """In every kind of table of every rule file: a strange field, and a text that says nothing."""
    whole = as_json((RULES_DIRECTORY / f"{name}.toml").read_text(encoding="utf-8"))
    few = {key: part[-3:] if type(part) is list else part for key, part in whole.items()}
    validator = VALIDATORS[name]
    validator.validate(few)
    for table in tables_in(few):
        table["unknown"] = "x"
        assert not validator.is_valid(few), sorted(table)
        del table["unknown"]
        for key in [key for key, value in table.items() if type(value) is str]:
            # The answers of a case are held against the rule book alone.
            if name == "cases" and key == "location":
                continue
            value, table[key] = table[key], " "
            assert not validator.is_valid(few), key
            table[key] = value


@pytest.mark.parametrize("name", REFUSED)
def test_a_broken_file_is_refused(rules_copy: Path, name: str) -> None:
    """A schema finds each fault of shape that the rule book finds."""
    case = tomllib.loads((BROKEN / name / "case.toml").read_text(encoding="utf-8"))
    break_files(rules_copy, case)
    files = [rules_copy / change["file"] for change in case["edit"]]
    assert not all(
        VALIDATORS[file.stem].is_valid(as_json(file.read_text(encoding="utf-8"))) for file in files
    )


def test_every_kind_of_record_stands_in_a_file_once() -> None:
    """No two kinds of record have one place."""
    places = [(table.file, table.key) for table in TABLES]
    assert len(places) == len(set(places))
