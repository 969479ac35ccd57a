"""Refusing a rule book whose records do not hold together."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from engine.errors import RuleBookError
from engine.rule_book.records import LOCATION_ANSWER, Implication, Indication, RuleKind, When

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.rule_book.records import Rule, RuleBook

# durable_rules keeps what the first test of every pattern compares with in one hash set of 512
# places, all fields together, and probes a full one for ever. A book that would fill it is refused.
MOST_CONSTANTS = 511


def validate(book: RuleBook) -> None:
    """Hold the records of a rule book against each other.

    Raises:
        RuleBookError: An id is unknown, stands twice or is shared by two kinds of record, two
            rules say the same, implications go in a circle, or there are more constants than
            durable_rules holds. The message names the file, the record and what would be right.
    """
    for check in (
        _ids_are_unique,
        _ids_name_one_thing,
        _references_are_known,
        _no_rule_stands_twice,
        _no_circles,
        _constants_fit,
    ):
        check(book)


def _ids_are_unique(book: RuleBook) -> None:
    rules: list[Rule] = [
        *book.warning_signs,
        *book.implications,
        *book.indications,
        *book.also_named,
        book.limits,
        book.closing,
    ]
    for kind, ids in (
        ("region", [r.id for r in book.regions]),
        ("location", [r.id for r in book.locations]),
        ("condition", [r.id for r in book.conditions]),
        ("option", [r.id for r in book.options]),
        ("omission", [r.id for r in book.omissions]),
        ("source", [r.id for r in book.sources]),
        ("word", [r.id for r in book.terms]),
        ("statement", [r.id for r in book.introduction]),
        ("alternative", [r.id for r in book.limits.alternative]),
        ("rule", [r.id for r in rules]),
    ):
        check_ids_once("rules", kind, ids)


def check_ids_once(place: str, kind: str, ids: Iterable[str]) -> None:
    """Check that no id stands twice among those of one kind of record.

    Raises:
        RuleBookError: One does. The message begins with the place, which the ids are read from.
    """
    twice = [name for name, count in Counter(ids).items() if count > 1]
    if twice:
        raise RuleBookError(f"{place}: the {kind} id {twice[0]!r} stands twice; ids are unique")


def _ids_name_one_thing(book: RuleBook) -> None:
    """Facts and conclusions are named by an id alone, so no two kinds of record may share one."""
    owners = {LOCATION_ANSWER: "the answer to where the pain is"}
    for file, kind, records in (
        ("locations", "location", book.locations),
        ("conditions", "condition", book.conditions),
        ("options", "option", book.options),
        ("closing", "alternative", book.limits.alternative),
        ("warning_signs", "warning_sign", book.warning_signs),
        ("implications", "implication", book.implications),
        ("indications", "indication", book.indications),
        ("closing", "also_named", book.also_named),
        ("closing", "limits", (book.limits,)),
        ("closing", "closing", (book.closing,)),
    ):
        for record in records:
            if record.id in owners:
                raise RuleBookError(
                    f"rules/{file}.toml: {kind} {record.id!r}: this id is taken: it stands for "
                    f"{owners[record.id]}; choose another"
                )
            owners[record.id] = f"the {kind} {record.id!r}"


def _with_antecedents(book: RuleBook) -> tuple[Implication | Indication, ...]:
    return (*book.implications, *book.indications)


def _place_of(rule: Implication | Indication) -> str:
    return f"rules/{rule.kind}s.toml: {rule.kind} {rule.id!r}"


def _references_are_known(book: RuleBook) -> None:
    locations, conditions, options = book.location_by_id, book.condition_by_id, book.option_by_id
    regions = book.region_by_id

    def known(place: str, field: str, names: Iterable[str | None], ids: Iterable[str]) -> None:
        ids = list(ids)
        for name in names:
            if name is not None and name not in ids:
                raise RuleBookError(
                    f"{place}: {field}: unknown id {name!r}; known: {', '.join(ids)}"
                )

    for location in book.locations:
        place = f"rules/locations.toml: location {location.id!r}"
        known(place, "region", [location.region], regions)
    for condition in book.conditions:
        place = f"rules/conditions.toml: condition {condition.id!r}"
        known(place, "offered_at", condition.offered_at, locations)
    for sign in book.warning_signs:
        place = f"rules/warning_signs.toml: warning_sign {sign.id!r}"
        known(place, "locations", sign.locations, locations)
        known(place, "sources", [one.source for one in sign.sources], book.source_by_id)
    for option in book.options:
        place = f"rules/options.toml: option {option.id!r}"
        named = [benefit.condition for benefit in option.benefit]
        known(place, "benefit.condition", named, conditions)
    for rule in _with_antecedents(book):
        place = _place_of(rule)
        known(place, "when.condition", [rule.when.condition], conditions)
        known(place, "when.location", [rule.when.location], locations)
        known(place, "when.region", [rule.when.region], regions)
        known(place, "then", [rule.then], conditions if isinstance(rule, Implication) else options)
    for also in book.also_named:
        known(f"rules/closing.toml: also_named {also.id!r}", "then", also.then, options)


def _no_rule_stands_twice(book: RuleBook) -> None:
    seen: dict[tuple[RuleKind, When, str], str] = {}
    for rule in _with_antecedents(book):
        first = seen.setdefault((rule.kind, rule.when, rule.then), rule.id)
        if first != rule.id:
            raise RuleBookError(
                f"{_place_of(rule)}: says the same as {first!r} (same when, same then); a pair is "
                "one rule, with a citation for each place"
            )


def _no_circles(book: RuleBook) -> None:
    leads_to: dict[str, list[Implication]] = {}
    for rule in book.implications:
        if rule.when.condition is not None:
            leads_to.setdefault(rule.when.condition, []).append(rule)

    def follow(condition: str, path: tuple[str, ...]) -> None:
        for rule in leads_to.get(condition, ()):
            if rule.then in {start, condition}:
                raise RuleBookError(
                    f"rules/implications.toml: implication {rule.id!r}: goes in a circle: "
                    f"{' -> '.join((*path, rule.then))}; an implication may not lead back"
                )
            if rule.then not in path:
                follow(rule.then, (*path, rule.then))

    for start in leads_to:
        follow(start, (start,))


def _constants_fit(book: RuleBook) -> None:
    conditions = {rule.when.condition for rule in _with_antecedents(book)} - {None}
    location = 1  # rules on the location alone, or on nothing, compare with the one answer
    count = len(conditions) + len(book.warning_signs) + location
    if count > MOST_CONSTANTS:
        raise RuleBookError(
            f"rules: the rules compare `when.condition` with {len(conditions)} ids and "
            f"`warning_sign` with {len(book.warning_signs)}; durable_rules holds at most "
            f"{MOST_CONSTANTS - location} of both together"
        )
