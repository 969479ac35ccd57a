"""Rule books that differ from the one that ships in one thing, each a mistake somebody can make."""

from __future__ import annotations

import copy
from itertools import combinations
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.rule_book.loading import default_rule_book
from engine.rule_book.records import Level

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Data = dict[str, Any]
LISTS = ("indications", "implications", "warning_signs", "also_named")


class Mutant(NamedTuple):
    """A change of the rule book, by its kind and in words."""

    kind: str
    words: str
    data: Data


def mutants() -> Iterator[Mutant]:
    """Every mutant, kind by kind."""
    yield from _dropped_rules()
    yield from _dropped_places()
    yield from _dropped_citations()
    yield from _swapped_targets()
    yield from _changed_levels()
    yield from _changed_phrases()


_DATA = default_rule_book().model_dump()


def _changed(key: str, change: Callable[[Any], Any]) -> Data:
    """The rule book with one of its fields changed in a copy."""
    return {**_DATA, key: change(copy.deepcopy(_DATA[key]))}


def _dropped_rules() -> Iterator[Mutant]:
    for key in LISTS:
        for place, rule in enumerate(_DATA[key]):
            left = {**_DATA, key: _without(_DATA[key], place)}
            yield Mutant(f"drop one of {key}", rule["id"], left)
    for place, option in enumerate(_DATA["also_named"][0]["then"]):

        def drop(rules: Any, place: int = place) -> Any:  # noqa: ANN401 - data of any form
            rules[0]["then"] = _without(rules[0]["then"], place)
            return rules

        yield Mutant("drop an option that is named besides", option, _changed("also_named", drop))


def _dropped_places() -> Iterator[Mutant]:
    for key in ("indications", "implications"):
        for number, rule in enumerate(_DATA[key]):
            for field in ("region", "location"):
                if rule["when"][field] is not None:

                    def drop(rules: Any, number: int = number, field: str = field) -> Any:  # noqa: ANN401 - data
                        rules[number]["when"][field] = None
                        return rules

                    words = f"{rule['id']}: {field}"
                    yield Mutant("drop a region or location of a rule", words, _changed(key, drop))
    for number, location in enumerate(_DATA["locations"]):
        if location["region"] is not None:

            def drop_region(locations: Any, number: int = number) -> Any:  # noqa: ANN401 - data
                locations[number]["region"] = None
                return locations

            changed = _changed("locations", drop_region)
            yield Mutant("drop the region of a location", location["id"], changed)


def _dropped_citations() -> Iterator[Mutant]:
    for key in _DATA:
        for path, number in _citations_in(_DATA[key]):

            def drop(value: Any, path: tuple[Any, ...] = path, number: int = number) -> Any:  # noqa: ANN401 - data
                record = _at(value, path)
                record["citations"] = _without(record["citations"], number)
                return value

            record = _at(_DATA[key], path)
            words = f"{key}: {path}: {record['citations'][number]['phrase']}"
            yield Mutant("drop a citation", words, _changed(key, drop))


def _swapped_targets() -> Iterator[Mutant]:
    for key in ("indications", "implications"):
        rules = _DATA[key]
        for one, other in combinations(range(len(rules)), 2):
            if rules[one]["then"] != rules[other]["then"]:

                def swap(rules: Any, one: int = one, other: int = other) -> Any:  # noqa: ANN401 - data
                    first, second = rules[one], rules[other]
                    first["then"], second["then"] = second["then"], first["then"]
                    return rules

                words = f"{rules[one]['id']}, {rules[other]['id']}"
                yield Mutant(f"swap what two {key} conclude", words, _changed(key, swap))


def _changed_levels() -> Iterator[Mutant]:
    for number, sign in enumerate(_DATA["warning_signs"]):
        for level in Level:
            if level != sign["level"]:

                def change(signs: Any, number: int = number, level: Level = level) -> Any:  # noqa: ANN401 - data
                    signs[number]["level"] = level
                    return signs

                words = f"{sign['id']}: {sign['level']} to {level}"
                yield Mutant("change a level", words, _changed("warning_signs", change))


def _changed_phrases() -> Iterator[Mutant]:
    """Each phrase with its first, its middle or its last letter changed."""
    for key in _DATA:
        for path, number in _citations_in(_DATA[key]):
            phrase = _at(_DATA[key], path)["citations"][number]["phrase"]
            for place in sorted({0, len(phrase) // 2, len(phrase) - 1}):
                letter = "q" if phrase[place] != "q" else "z"

                def change(
                    value: Any,  # noqa: ANN401 - data
                    path: tuple[Any, ...] = path,
                    number: int = number,
                    other: str = f"{phrase[:place]}{letter}{phrase[place + 1 :]}",
                ) -> Any:  # noqa: ANN401 - data
                    _at(value, path)["citations"][number]["phrase"] = other
                    return value

                words = f"{phrase}, letter {place + 1}"
                yield Mutant("change a letter of a phrase", words, _changed(key, change))


def _citations_in(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], int]]:  # noqa: ANN401 - data
    """The path to each record with citations, with the number of each citation."""
    if isinstance(value, dict):
        for number in range(len(value.get("citations", ()))):
            yield path, number
        for key, inner in value.items():
            if key != "citations":
                yield from _citations_in(inner, (*path, key))
    elif isinstance(value, (list, tuple)):
        for key, inner in enumerate(value):
            yield from _citations_in(inner, (*path, key))


def _at(value: Any, path: tuple[Any, ...]) -> Any:  # noqa: ANN401 - data
    for key in path:
        value = value[key]
    return value


def _without(values: Any, place: int) -> tuple[Any, ...]:  # noqa: ANN401 - data
    return tuple(value for number, value in enumerate(values) if number != place)
