"""Comparing two rule books: which answers change, for whom, by which rule.

Every location is asked with each condition, with none and with each warning sign, in both books.
The outcome of a set of conditions is the union of those of its members, so nothing can change for
a set that does not change for one of its members; how many sets change is counted exactly.
"""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from engine.analysis.answer_table import Identity
from engine.analysis.book_answers import (
    ALSO_NAMED,
    IMPLIED,
    LISTED,
    OURS,
    STRENGTH,
    strongest,
)
from engine.analysis.signatures import signable_records
from engine.rule_book.fingerprints import fields_of, records_by_key
from engine.rule_book.loading import RULE_BOOK_TABLES
from engine.rule_book.records import Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from engine.analysis.book_answers import AnswersOfBook, AnswerSummary
    from engine.appointment.records import PreparationBook

_IN_THE_LIST = {LISTED, IMPLIED, OURS}
# Counting sets takes some thousand steps for a change of a few rules. A bound, some seconds of
# work, so that it ends whatever is compared.
_MOST_STEPS = 2_000_000
# What a rule does, as against what it says.
_LOGIC = {
    "when",
    "then",
    "because",
    "level",
    "locations",
    "offered_at",
    "region",
    "stands_alone",
    "condition",
    "option",
    "open",
    "not_sure",
}
_CITING = {"citations", "sources", "unsaid"}

How = Literal["new", "gone", "changed"]
Kind = Literal["option", "if_found", "notice", "alternative", "closing"]


class Cause(Record):
    """A record that is new, gone or does something else, for which answers change."""

    record: str
    how: How


class Change(Record):
    """One change of the answers to all these conditions at all these locations.

    Attributes:
        kind: What changes: an option, what is listed if a condition is found, the notice of a
            warning sign, an alternative, or the closing advice.
        id: The option, the condition found, the warning sign, the alternative or the closing rule.
        name: Its name.
        before: How it stood before: of an option, its basis; of a notice, its level. None for not
            at all.
        after: How it stands now.
        causes: The records that did it.
        locations: Where.
        conditions: With which conditions; None for no condition, and for whatever condition where
            the kind is a notice.
        asked: Whether the questionnaire asks for these answers together.
        example: One of these answers, as the arguments of `pain-options explore`.
    """

    kind: Kind
    id: str
    name: str
    before: str | None
    after: str | None
    causes: tuple[Cause, ...]
    locations: tuple[str, ...]
    conditions: tuple[str | None, ...]
    asked: bool
    example: str

    @property
    def verb(self) -> Literal["gained", "lost", "moved"]:
        """What happened to it: gained, lost, or moved from one way of standing there to another."""
        if self.kind == "option":
            before, after = self.before in _IN_THE_LIST, self.after in _IN_THE_LIST
        else:
            before, after = self.before is not None, self.after is not None
        if before == after:
            return "moved"
        return "gained" if after else "lost"


class Presence(Record):
    """A record that only one of the two rule books has."""

    record: str
    name: str
    how: Literal["new", "gone"]


class FieldChange(Record):
    """A field of a record that reads otherwise, whether or not an answer changes for it."""

    record: str
    field: str
    what: Literal["rule", "words", "citations", "order"]
    before: Any
    after: Any


class SetCount(Record):
    """How many sets of conditions that the questionnaire offers together get another outcome."""

    changed: int
    all: int


class BookComparison(Record):
    """Everything in which two rule books differ.

    Attributes:
        old: Which rule book the first is.
        new: Which the second is.
        changes: The answers that change, grouped. None of them: every answer is the same.
        answers_changed: The number of single answers that change, of those both books know.
        sets: The number of sets of conditions whose options change; None if too many to count.
        other_reasons: Options that stand as before, for other reasons.
        presences: Records that are new or gone.
        fields: Records that read otherwise.
    """

    old: Identity
    new: Identity
    changes: tuple[Change, ...]
    answers_changed: int
    sets: SetCount | None
    other_reasons: tuple[Change, ...]
    presences: tuple[Presence, ...]
    fields: tuple[FieldChange, ...]


def compare_books(
    old: AnswersOfBook,
    new: AnswersOfBook,
    preparations: tuple[PreparationBook | None, PreparationBook | None] = (None, None),
    most_steps: int = _MOST_STEPS,
) -> BookComparison:
    """Compare two rule books.

    Args:
        old: The one before.
        new: The one after.
        preparations: The preparation book beside each, whose words are then compared as well.
        most_steps: After how many steps sets of conditions are too many to count.

    Returns:
        The comparison. Each group of its changes holds for every one of its conditions at every one
        of its locations, and no answer outside the groups changes.
    """
    records = (_records(old, preparations[0]), _records(new, preparations[1]))
    presences = tuple(_presences(*records))
    fields = (*_orders(*records), *_field_changes(*records, old, new))
    causes: _Causes = {one.record: one.how for one in presences}
    causes |= {one.record: "changed" for one in fields if one.what == "rule"}
    points = list(_points(_Books(old, new), causes))
    return BookComparison(
        old=old.identity,
        new=new.identity,
        changes=tuple(
            _grouped([one for one in points if one.before != one.after], _Books(old, new))
        ),
        answers_changed=len(
            {
                (one.location, one.condition, one.id if one.kind == "notice" else None)
                for one in points
                if one.before != one.after
            }
        ),
        sets=_sets_changed(old, new, most_steps),
        other_reasons=tuple(
            _grouped([one for one in points if one.before == one.after], _Books(old, new))
        ),
        presences=presences,
        fields=fields,
    )


class _Point(NamedTuple):
    """One change of one answer."""

    kind: Kind
    id: str
    name: str
    before: str | None
    after: str | None
    causes: tuple[Cause, ...]
    location: str
    condition: str | None
    asked: bool


class _Books(NamedTuple):
    old: AnswersOfBook
    new: AnswersOfBook


_Causes = dict[str, How]


def _points(books: _Books, causes: _Causes) -> Iterator[_Point]:
    old, new = books
    both_locations = old.book.location_by_id.keys() & new.book.location_by_id.keys()
    for location, condition in dict.fromkeys((*new.outcomes, *old.outcomes)):
        key = (location, condition)
        before, after = old.outcomes.get(key), new.outcomes.get(key)
        if (before is None or after is None) and condition is None and location in both_locations:
            continue  # without any warning sign nobody can be asked for no condition
        asked = key in old.offered or key in new.offered
        place = _Place(location, condition, asked, before, after)
        if before != after:
            yield from _option_points(place, books, causes)
        if before is not None and after is not None:
            yield from _if_found_points(place, before, after, books, causes)
            yield from _fixed_points(place, before, after, books)
    yield from _notice_points(books, causes)


class _Place(NamedTuple):
    """The answers to compare, with the outcome in each book; None where a book lacks them."""

    location: str
    condition: str | None
    asked: bool
    before: AnswerSummary | None
    after: AnswerSummary | None


def _option_points(place: _Place, books: _Books, causes: _Causes) -> Iterator[_Point]:
    old, new = books
    was, now = (one.standing if one else {} for one in (place.before, place.after))
    chains_before, chains_after = (one.chains if one else {} for one in (place.before, place.after))
    for option in dict.fromkeys((*new.book.option_by_id, *old.book.option_by_id)):
        before, after = was.get(option), now.get(option)
        one, other = chains_before.get(option, set()), chains_after.get(option, set())
        if (place.before is None or place.after is None) and not {before, after} & _IN_THE_LIST:
            continue  # answers that are new or gone are told by what they list
        if before == after and one == other:
            continue
        found = _rules_of(one ^ other, causes) or _rules_of(one | other, causes)
        if {before, after} & {ALSO_NAMED, None}:
            naming = [
                {f"also_named.{rule.id}" for rule in answers.book.also_named if option in rule.then}
                for answers in books
            ]
            found |= naming[0] ^ naming[1]
        records = (f"location.{place.location}", f"condition.{place.condition}", f"option.{option}")
        known = [record for record in records if causes.get(record) in {"new", "gone"}]
        named = (
            sorted(record for record in found if record in causes)
            or known
            or [record for record in records[:1] if record in causes]
        )
        yield _Point(
            "option",
            option,
            (new.book.option_by_id.get(option) or old.book.option_by_id[option]).medical_name,
            before,
            after,
            _as_causes(named, causes),
            place.location,
            place.condition,
            place.asked,
        )


def _if_found_points(
    place: _Place, before: AnswerSummary, after: AnswerSummary, books: _Books, causes: _Causes
) -> Iterator[_Point]:
    """What may be found by somebody who is not sure; the same condition lists it when chosen."""
    for condition in dict.fromkeys((*after.if_found, *before.if_found)):
        there = [condition in summary.if_found for summary in (before, after)]
        one, other = (
            answers.outcomes[place.location, condition] if held else None
            for answers, held in zip(books, there, strict=True)
        )
        lists = [_in_order(summary) if summary else None for summary in (one, other)]
        if lists[0] == lists[1]:
            continue
        if one and other:
            chains = [
                {chain for some in summary.chains.values() for chain in some}
                for summary in (one, other)
            ]
            found = _rules_of(chains[0] ^ chains[1], causes)
            found = found or _rules_of(chains[0] | chains[1], causes)
        else:
            found = {f"condition.{condition}"}
        record = books.new.book.condition_by_id.get(condition)
        record = record or books.old.book.condition_by_id[condition]
        yield _Point(
            "if_found",
            condition,
            record.name,
            lists[0],
            lists[1],
            _as_causes(sorted(found & causes.keys()), causes),
            place.location,
            place.condition,
            place.asked,
        )


def _fixed_points(
    place: _Place, before: AnswerSummary, after: AnswerSummary, books: _Books
) -> Iterator[_Point]:
    """What ends every outcome: the alternatives and the closing advice."""
    where = (place.location, place.condition, True)
    was, now = dict(before.alternatives), dict(after.alternatives)
    for alternative, name in (was | now).items():
        if (alternative in was) != (alternative in now):
            stands = [ALSO_NAMED if alternative in held else None for held in (was, now)]
            holder = books.new if alternative in now else books.old
            cause = (Cause(record=f"limits.{holder.book.limits.id}", how="changed"),)
            yield _Point("alternative", alternative, name, stands[0], stands[1], cause, *where)
    if before.closing[1:] != after.closing[1:]:
        texts = [f"{heading}: {says}" for _, heading, says in (before.closing, after.closing)]
        rule, name, _ = after.closing
        cause = (Cause(record=f"closing.{rule}", how="changed"),)
        yield _Point("closing", rule, name, texts[0], texts[1], cause, *where)


def _notice_points(books: _Books, causes: _Causes) -> Iterator[_Point]:
    old, new = books
    for location, sign in dict.fromkeys((*new.notices, *old.notices)):
        before, after = old.notices.get((location, sign)), new.notices.get((location, sign))
        if before != after:
            record = new.book.warning_sign_by_id.get(sign) or old.book.warning_sign_by_id[sign]
            named = [
                key for key in (f"warning_sign.{sign}", f"location.{location}") if key in causes
            ]
            yield _Point(
                "notice",
                sign,
                record.name,
                before,
                after,
                _as_causes(named[:1], causes),
                location,
                None,
                asked=True,
            )


def _in_order(summary: AnswerSummary) -> str:
    words = [f"{option} ({strongest(ways)})" for option, ways in summary.ways]
    return ", ".join(words) or "nothing"


def _rules_of(chains: set[tuple[str, ...]], causes: _Causes) -> set[str]:
    return {record for chain in chains for record in chain if record in causes}


def _as_causes(records: Iterable[str], causes: _Causes) -> tuple[Cause, ...]:
    return tuple(Cause(record=record, how=causes[record]) for record in records)


def _grouped(points: list[_Point], books: _Books) -> Iterator[Change]:
    """Put points that say the same of several answers together.

    First the locations of each condition, then the conditions that share them. What the
    questionnaire does not ask for stands apart, unless nothing is listed either way.
    """
    by_condition: dict[tuple[Any, ...], dict[str | None, list[str]]] = {}
    for one in points:
        asked = one.asked or not (one.kind != "option" or {one.before, one.after} & _IN_THE_LIST)
        what = (one.kind, one.id, one.name, one.before, one.after, one.causes, asked)
        by_condition.setdefault(what, {}).setdefault(one.condition, []).append(one.location)
    for what, locations_of in by_condition.items():
        by_locations: dict[tuple[str, ...], list[str | None]] = {}
        for condition, where in locations_of.items():
            by_locations.setdefault(tuple(where), []).append(condition)
        kind, name_id, name, before, after, causes, asked = what
        for locations, conditions in by_locations.items():
            yield Change(
                kind=kind,
                id=name_id,
                name=name,
                before=before,
                after=after,
                causes=causes,
                locations=locations,
                conditions=tuple(conditions),
                asked=asked,
                example=_example(locations[0], conditions, _sign(what, locations[0], books)),
            )


def _example(location: str, conditions: Sequence[str | None], sign: str) -> str:
    """Answers with the first condition or, where it takes none, with a warning sign alone."""
    for condition in conditions:
        if condition is not None:
            return f"--location {location} --condition {condition}"
    return f"--location {location} --warning-sign {sign}"


def _sign(what: tuple[Any, ...], location: str, books: _Books) -> str:
    kind, name, *_ = what
    if kind == "notice":
        return str(name)
    asked = [sign for answers in books for sign in answers.book.warning_signs_asked_at(location)]
    known = [sign for answers in books for sign in answers.book.warning_signs]
    return next((sign.id for sign in (*asked, *known)), "")


def _sets_changed(old: AnswersOfBook, new: AnswersOfBook, most_steps: int) -> SetCount | None:
    """Count the sets of conditions whose options stand otherwise, by the composition property.

    An option stands in the outcome of a set as it does for the member that lists it most
    directly, so sets are counted by how all options stand, member after member, without making
    them.
    """
    changed = every = steps = 0
    for location in new.book.location_by_id.keys() & old.book.location_by_id.keys():
        together: list[_Strengths] = []
        alone: list[_Strengths] = []
        for condition in new.book.conditions:
            key = (location, condition.id)
            before = old.book.condition_by_id.get(condition.id)
            if before is None or key not in old.offered | new.offered:
                continue
            pair = _strengths(old.outcomes[key], new.outcomes[key])
            single = condition.stands_alone or before.stands_alone
            (alone if single else together).append(pair)
        options = {
            o for pair in (*together, *alone) for o, (one, two) in pair.items() if one != two
        }
        states = Counter({tuple((0, 0) for _ in options): 1})
        for pair in together:
            steps += len(states) * len(options)
            if steps > most_steps:
                return None
            member = [pair.get(option, (0, 0)) for option in options]
            more: Counter[tuple[tuple[int, int], ...]] = Counter()
            for state, count in states.items():
                joined = tuple(
                    (max(a, c), max(b, d)) for (a, b), (c, d) in zip(state, member, strict=True)
                )
                more[joined] += count
            states += more
        every += 2 ** len(together) - 1 + len(alone)
        changed += sum(n for state, n in states.items() if any(a != b for a, b in state))
        changed += sum(any(a != b for a, b in pair.values()) for pair in alone)
    return SetCount(changed=changed, all=every)


_Strengths = dict[str, tuple[int, int]]


def _strengths(before: AnswerSummary, after: AnswerSummary) -> _Strengths:
    was, now = before.standing, after.standing
    return {option: (STRENGTH[was.get(option)], STRENGTH[now.get(option)]) for option in was | now}


def _records(answers: AnswersOfBook, preparation: PreparationBook | None) -> dict[str, Record]:
    if preparation is not None:
        return signable_records(answers.book, preparation)
    return records_by_key(answers.book, RULE_BOOK_TABLES)


def _presences(old: Mapping[str, Record], new: Mapping[str, Record]) -> Iterator[Presence]:
    for one, other, how in ((new, old, "new"), (old, new, "gone")):
        for key, record in one.items():
            if key not in other:
                yield Presence(record=key, name=_name(record), how=how)


def _name(record: Record) -> str:
    for field in ("name", "asks", "says", "title", "in_words"):
        if getattr(record, field, None):
            return str(getattr(record, field))
    return str(getattr(record, "then", ""))


def _orders(old: Mapping[str, Record], new: Mapping[str, Record]) -> Iterator[FieldChange]:
    """The kinds of record whose order changed: options stand in a result in that of their file."""
    shared = [[key for key in one if key in other] for one, other in ((old, new), (new, old))]
    kinds = [
        {kind: list(keys) for kind, keys in groupby(keys, lambda key: key.partition(".")[0])}
        for keys in shared
    ]
    for kind, before in kinds[0].items():
        after = kinds[1][kind]
        if before != after:
            yield FieldChange(record=kind, field="order", what="order", before=before, after=after)


def _field_changes(
    old: Mapping[str, Record],
    new: Mapping[str, Record],
    old_answers: AnswersOfBook,
    new_answers: AnswersOfBook,
) -> Iterator[FieldChange]:
    pairs: list[tuple[str, Record, Record]] = [
        ("book", old_answers.book.edition, new_answers.book.edition),
        *((key, record, new[key]) for key, record in old.items() if key in new),
    ]
    for key, one, other in pairs:
        for field, before, after in changed_fields(one, other):
            yield FieldChange(
                record=key, field=field, what=_what(key, field), before=before, after=after
            )


def changed_fields(before: Record, after: Record) -> Iterator[tuple[str, Any, Any]]:
    """The fields in which two records of one kind differ.

    Yields:
        The path of the field, such as `when.condition`, with what it held and what it holds; None
        for nothing.
    """
    was, now = (dict(_leaves(fields_of(record))) for record in (before, after))
    for field in dict.fromkeys((*was, *now)):
        if was.get(field) != now.get(field):
            yield field, was.get(field), now.get(field)


def _what(record: str, field: str) -> Literal["rule", "words", "citations"]:
    parts = [part for part in field.split(".") if not part.isdigit()]
    kind = record.partition(".")[0]
    if kind in {"source", "preparation_source"} or set(parts) & _CITING:
        return "citations"
    return "rule" if (parts[0] in _LOGIC and len(parts) == 1) or parts[0] == "when" else "words"


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - JSON
    """The values inside nested fields, each by its path; lists of ids and words are values."""
    if isinstance(value, dict):
        for field, inner in value.items():
            yield from _leaves(inner, f"{path}.{field}" if path else field)
    elif isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
        for number, inner in enumerate(value):
            at = inner.get("id") or inner.get("source") or number
            yield from _leaves(inner, f"{path}.{at}")
    else:
        yield path, value
