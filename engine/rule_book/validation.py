"""Refusing a rule book whose records do not hold together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from engine.errors import RuleBookError, unknown_id
from engine.rule_book.bounds import (
    LONGEST_CHAIN,
    MOST_CONDITIONS,
    MOST_CONSTANTS,
    MOST_DERIVATIONS,
    MOST_LOCATIONS,
    MOST_OPTIONS,
    MOST_RULES,
)
from engine.rule_book.records import LOCATION_ANSWER, Implication, Indication, RuleKind, When

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.rule_book.records import Rule, RuleBook

Problems = Iterator[str]


def validate(book: RuleBook) -> None:
    """Hold the records of a rule book against each other.

    Raises:
        RuleBookError: An id is unknown, stands twice or is shared by two kinds of record, two
            rules say the same, implications go in a circle, or there is more of something than the
            engine can do. The message names the file, the record and what would be right.
    """
    for error in problems(book):
        raise error


def problems(book: RuleBook) -> list[RuleBookError]:
    """Everything that does not hold together, each as the error that `validate` raises for it.

    Args:
        book: A rule book, each of whose records can be read by itself.
    """
    found: list[RuleBookError] = []
    for checks in (
        (_counts_fit,),
        (
            _ids_are_unique,
            _ids_name_one_thing,
            _references_are_known,
            _no_rule_stands_twice,
            _nothing_is_named_twice,
            _one_is_not_sure,
            _no_circles,
            _constants_fit,
        ),
        # These follow the implications to their ends, which a circle does not have.
        (_chains_fit,),
        (_derivations_fit,),
    ):
        found += [RuleBookError(message) for check in checks for message in check(book)]
        if found:
            break
    return found


def _counts_fit(book: RuleBook) -> Problems:
    rules = (
        *book.warning_signs,
        *book.implications,
        *book.indications,
        *book.also_named,
    )
    for kind, records, most in (
        ("locations", book.locations, MOST_LOCATIONS),
        ("conditions", book.conditions, MOST_CONDITIONS),
        ("options", book.options, MOST_OPTIONS),
        ("rules", rules, MOST_RULES),
    ):
        if len(records) > most:
            yield f"rules: there are {len(records)} {kind}; a rule book holds at most {most}"


def _ids_are_unique(book: RuleBook) -> Problems:
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
        yield from repeated_ids("rules", kind, ids)


def repeated(names: Iterable[str]) -> list[str]:
    """The names that stand more than once, each once, in their order."""
    return [name for name, count in Counter(names).items() if count > 1]


def repeated_ids(place: str, kind: str, ids: Iterable[str]) -> Problems:
    """What is wrong with the ids of one kind of record: those that stand more than once.

    Args:
        place: What the message begins with: the file that the ids are read from.
        kind: What the records are called.
        ids: Their ids.
    """
    for name in repeated(ids):
        yield f"{place}: the {kind} id {name!r} stands twice; ids are unique"


def _ids_name_one_thing(book: RuleBook) -> Problems:
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
            owner = f"the {kind} {record.id!r}"
            # One that stands twice among its own kind is told as that.
            if owners.setdefault(record.id, owner) != owner:
                yield (
                    f"rules/{file}.toml: {kind} {record.id!r}: this id is taken: it stands for "
                    f"{owners[record.id]}; choose another"
                )


def _with_antecedents(book: RuleBook) -> tuple[Implication | Indication, ...]:
    return (*book.implications, *book.indications)


def _place_of(rule: Implication | Indication) -> str:
    return f"rules/{rule.kind}s.toml: {rule.kind} {rule.id!r}"


def _references_are_known(book: RuleBook) -> Problems:
    locations, conditions, options = book.location_by_id, book.condition_by_id, book.option_by_id
    regions = book.region_by_id

    def known(place: str, field: str, names: Iterable[str | None], ids: Iterable[str]) -> Problems:
        ids = list(ids)
        for name in names:
            if name is not None and name not in ids:
                yield f"{place}: {field}: {unknown_id(name, ids)}"

    for location in book.locations:
        place = f"rules/locations.toml: location {location.id!r}"
        yield from known(place, "region", [location.region], regions)
    for condition in book.conditions:
        place = f"rules/conditions.toml: condition {condition.id!r}"
        yield from known(place, "offered_at", condition.offered_at, locations)
    for sign in book.warning_signs:
        place = f"rules/warning_signs.toml: warning_sign {sign.id!r}"
        yield from known(place, "locations", sign.locations, locations)
        yield from known(place, "sources", [one.source for one in sign.sources], book.source_by_id)
    for option in book.options:
        place = f"rules/options.toml: option {option.id!r}"
        named = [benefit.condition for benefit in option.benefit]
        yield from known(place, "benefit.condition", named, conditions)
    for rule in _with_antecedents(book):
        place, target = _place_of(rule), conditions if isinstance(rule, Implication) else options
        yield from known(place, "when.condition", [rule.when.condition], conditions)
        yield from known(place, "when.location", [rule.when.location], locations)
        yield from known(place, "when.region", [rule.when.region], regions)
        yield from known(place, "then", [rule.then], target)
    for also in book.also_named:
        place = f"rules/closing.toml: also_named {also.id!r}"
        yield from known(place, "then", also.then, options)


def _no_rule_stands_twice(book: RuleBook) -> Problems:
    seen: dict[tuple[RuleKind, When, str], str] = {}
    for rule in _with_antecedents(book):
        first = seen.setdefault((rule.kind, rule.when, rule.then), rule.id)
        if first != rule.id:
            yield (
                f"{_place_of(rule)}: says the same as {first!r} (same when, same then); a pair is "
                "one rule, with a citation for each place"
            )


def _nothing_is_named_twice(book: RuleBook) -> Problems:
    """What is chosen or shown by its name must be told from all others of its kind by it."""
    for file, kind, records in (
        ("locations", "location", book.locations),
        ("conditions", "condition", book.conditions),
        ("options", "option", book.options),
        ("warning_signs", "warning_sign", book.warning_signs),
        ("closing", "alternative", book.limits.alternative),
    ):
        owners: dict[str, str] = {}
        for record in records:
            first = owners.setdefault(record.name.casefold(), record.id)
            if first != record.id:
                yield (
                    f"rules/{file}.toml: {kind} {record.id!r}: name: {record.name!r} is the name "
                    f"of {first!r} as well; choose another"
                )


def _one_is_not_sure(book: RuleBook) -> Problems:
    _, *others = [one.id for one in book.conditions if one.not_sure] or [""]
    for other in others:
        yield (
            f"rules/conditions.toml: condition {other!r}: not_sure: {book.not_sure!r} is the "
            "answer of those who are not sure; there is one at most"
        )


def _implications_of(book: RuleBook) -> dict[str, list[Implication]]:
    """The implications that a condition makes fire, by the condition."""
    leads_to: dict[str, list[Implication]] = {}
    for rule in book.implications:
        if rule.when.condition is not None:
            leads_to.setdefault(rule.when.condition, []).append(rule)
    return leads_to


def _no_circles(book: RuleBook) -> Problems:
    leads_to = _implications_of(book)
    seen: set[str] = set()
    for start in leads_to:
        path: list[str] = []
        # A stack of our own: a chain may be longer than Python's.
        stack = [(start, iter(leads_to[start]))] if start not in seen else []
        path += [start] if stack else []
        seen.add(start)
        while stack:
            rule = next(stack[-1][1], None)
            if rule is None:
                stack.pop()
                path.pop()
            elif rule.then in path:
                circle = [*path[path.index(rule.then) :], rule.then]
                yield (
                    f"rules/implications.toml: implication {rule.id!r}: goes in a circle: "
                    f"{' -> '.join(circle)}; an implication may not lead back"
                )
                return
            elif rule.then not in seen:
                seen.add(rule.then)
                stack.append((rule.then, iter(leads_to.get(rule.then, ()))))
                path.append(rule.then)


def _last_first(book: RuleBook) -> list[str]:
    """Every condition, each after all that it leads to. There are no circles."""
    leads_to = _implications_of(book)
    ordered: dict[str, None] = {}
    for start in book.condition_by_id:
        stack = [start]
        while stack:
            rest = [rule.then for rule in leads_to.get(stack[-1], ()) if rule.then not in ordered]
            if rest:
                stack.append(rest[0])
            else:
                ordered.setdefault(stack.pop())
    return list(ordered)


def _chains_fit(book: RuleBook) -> Problems:
    leads_to = _implications_of(book)
    lengths: dict[str, int] = {}
    for condition in _last_first(book):
        rules = leads_to.get(condition, ())
        lengths[condition] = max((1 + lengths[rule.then] for rule in rules), default=0)
    longest = max(lengths, key=lengths.__getitem__)
    if lengths[longest] > LONGEST_CHAIN:
        yield (
            f"rules/implications.toml: from {longest!r} on, {lengths[longest]} implications follow "
            f"one from the other; a chain has at most {LONGEST_CHAIN}"
        )


def _derivations_fit(book: RuleBook) -> Problems:
    leads_to = _implications_of(book)
    derived: dict[str, int] = {}
    for condition in _last_first(book):
        derived[condition] = sum(1 + derived[rule.then] for rule in leads_to.get(condition, ()))
    by_place = sum(1 + derived[r.then] for r in book.implications if r.when.condition is None)
    total = sum(derived.values()) + by_place
    if total > MOST_DERIVATIONS:
        most = max(derived, key=derived.__getitem__)
        yield (
            f"rules/implications.toml: all answers together make {total:,} conditions follow, each "
            f"way to one counted, {derived[most]:,} of them from {most!r}; the engine derives at "
            f"most {MOST_DERIVATIONS:,}"
        )


def _constants_fit(book: RuleBook) -> Problems:
    conditions = {rule.when.condition for rule in _with_antecedents(book)} - {None}
    location = 1  # rules on the location alone, or on nothing, compare with the one answer
    count = len(conditions) + len(book.warning_signs) + location
    if count > MOST_CONSTANTS:
        yield (
            f"rules: the rules compare `when.condition` with {len(conditions)} ids and "
            f"`warning_sign` with {len(book.warning_signs)}; durable_rules holds at most "
            f"{MOST_CONSTANTS - location} of both together"
        )
