"""A comparison names exactly the answers that change: the oracle, changed alike, says which."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import pytest

from engine import Answers, Explorer, RuleBook
from engine.analysis.book_answers import (
    ALSO_NAMED,
    IMPLIED,
    LISTED,
    OURS,
    AnswersOfBook,
    answers_of_book,
)
from engine.analysis.compare_books import BookComparison, Cause, SetCount, compare_books
from engine.appointment.loading import default_preparation_book
from engine.rule_book.loading import default_rule_book
from engine.rule_book.records import Level, When
from tests.engine import oracle
from tests.engine.mutants import changed, with_fields, without

if TYPE_CHECKING:
    from collections.abc import Callable

BOOK = default_rule_book()
PREPARATION = default_preparation_book()
Standing = dict[tuple[str, str | None, str], str]
"""How each option stands: by location, condition (None for no condition) and option."""
EVERY_SECOND_PAIR = list(zip(BOOK.indications, BOOK.indications[1:], strict=False))[::3]
IN_THE_LIST = {LISTED, IMPLIED, OURS}


@pytest.fixture(scope="module")
def answers() -> AnswersOfBook:
    """The rule book of this project with its answers."""
    return answers_of_book(Explorer(BOOK))


def compared(old: AnswersOfBook, new: RuleBook) -> BookComparison:
    """A rule book compared with the one of this project."""
    return compare_books(old, answers_of_book(Explorer(new)))


def oracle_standing() -> Standing:
    """How each option stands in each single answer, as the oracle has it at this moment."""
    standing: Standing = {}
    for location in oracle.LOCATIONS:
        for condition in (None, *oracle.CONDITIONS):
            answered = frozenset({condition} if condition else ())
            listed = oracle.options_for(location, answered)
            with_link, without_link = (
                oracle.options_for(
                    location,
                    oracle.conditions_that_hold(location, answered, with_editorial_link=link),
                )
                for link in (True, False)
            )
            for option in oracle.OPTIONS:
                key = (location, condition, option)
                if option in listed:
                    standing[key] = LISTED
                elif option in without_link:
                    standing[key] = IMPLIED
                elif option in with_link:
                    standing[key] = OURS
                elif option in oracle.OTHER_TREATMENTS:
                    standing[key] = ALSO_NAMED
    return standing


def may_be_found(standing: Standing) -> dict[tuple[str, str], dict[str, str]]:
    """For each condition at each location where it is offered: the options listed for it."""
    return {
        (location, condition): {
            option: standing[location, condition, option]
            for option in oracle.OPTIONS
            if standing.get((location, condition, option)) in IN_THE_LIST
        }
        for condition, locations in oracle.OFFERED.items()
        if condition not in oracle.STAND_ALONE
        for location in locations
    }


Named = set[tuple[str, str | None, str, str | None, str | None]]


def named_options(comparison: BookComparison) -> Named:
    """Every change of an option in an answer that the comparison names, one by one."""
    found = [
        (location, condition, change.id, change.before, change.after)
        for change in comparison.changes
        if change.kind == "option"
        for location in change.locations
        for condition in change.conditions
    ]
    assert len(found) == len(set(found)), "an answer is named twice"
    return set(found)


def named_findings(comparison: BookComparison) -> set[tuple[str, str]]:
    """Every condition that may be found whose listing changes, with the location."""
    return {
        (location, change.id)
        for change in comparison.changes
        if change.kind == "if_found"
        for location in change.locations
    }


def names_what_the_oracle_says(
    comparison: BookComparison, before: Standing, after: Standing
) -> None:
    """Neither an answer more nor one less; nothing else changes."""
    expected = {
        (*key, before.get(key), after.get(key))
        for key in before | after
        if before.get(key) != after.get(key)
    }
    assert named_options(comparison) == expected
    assert {change.kind for change in comparison.changes} <= {"option", "if_found"}
    if oracle.OFFERED is OFFERED:
        found = may_be_found(before), may_be_found(after)
        assert named_findings(comparison) == {at for at in found[0] if found[0][at] != found[1][at]}


OFFERED = oracle.OFFERED
BEFORE = oracle_standing()


def list_pair(patch: pytest.MonkeyPatch, condition: str, option: str, *, listed: bool) -> None:
    """Let the oracle's document list an option for a condition, or not."""
    treatments = {
        name: tuple(one for one in conditions if (name, one) != (option, condition))
        for name, conditions in oracle.TREATMENTS_SECTION.items()
    }
    conditions = {
        name: tuple(one for one in options if (one, name) != (option, condition))
        for name, options in oracle.CONDITIONS_SECTION.items()
    }
    if listed:
        treatments[option] = (*treatments.get(option, ()), condition)
    patch.setattr(oracle, "TREATMENTS_SECTION", treatments)
    patch.setattr(oracle, "CONDITIONS_SECTION", conditions)


def test_a_book_compared_with_itself(answers: AnswersOfBook) -> None:
    """Nothing differs."""
    comparison = compare_books(answers, answers, (PREPARATION, PREPARATION))
    assert not comparison.changes
    assert not comparison.other_reasons
    assert not comparison.presences
    assert not comparison.fields
    assert comparison.answers_changed == 0
    assert comparison.sets
    assert comparison.sets.changed == 0


@pytest.mark.parametrize("rule", [one.id for one in BOOK.indications])
def test_a_dropped_indication(
    answers: AnswersOfBook, monkeypatch: pytest.MonkeyPatch, rule: str
) -> None:
    """Its option is lost where nothing else lists it, and it is named as what did it."""
    indication = next(one for one in BOOK.indications if one.id == rule)
    comparison = compared(answers, without(BOOK, "indications", rule))
    list_pair(monkeypatch, str(indication.when.condition), indication.then, listed=False)
    names_what_the_oracle_says(comparison, BEFORE, oracle_standing())
    cause = (Cause(record=f"indication.{rule}", how="gone"),)
    every = (*comparison.changes, *comparison.other_reasons)
    assert every
    assert {change.causes for change in every} == {cause}
    assert [one.record for one in comparison.presences] == [f"indication.{rule}"]


@pytest.mark.parametrize(
    ("first", "second"), EVERY_SECOND_PAIR, ids=lambda indication: str(indication.id)
)
def test_swapped_options(
    answers: AnswersOfBook, monkeypatch: pytest.MonkeyPatch, first: object, second: object
) -> None:
    """Two indications that list each other's option."""
    one, other = (next(i for i in BOOK.indications if i == rule) for rule in (first, second))
    book = changed(BOOK, "indications", one.id, then=other.then)
    comparison = compared(answers, changed(book, "indications", other.id, then=one.then))
    for rule in (one, other):
        list_pair(monkeypatch, str(rule.when.condition), rule.then, listed=False)
    for rule, option in ((one, other.then), (other, one.then)):
        list_pair(monkeypatch, str(rule.when.condition), option, listed=True)
    names_what_the_oracle_says(comparison, BEFORE, oracle_standing())
    swapped = {f"indication.{one.id}", f"indication.{other.id}"} if one.then != other.then else None
    causes = {cause.record for change in comparison.changes for cause in change.causes}
    assert causes <= (swapped or set())


def holding(dropped: str, hold: Callable[..., frozenset[str]]) -> Callable[..., frozenset[str]]:
    """What the answers amount to, without one of the links that the oracle has in code."""

    def conditions(
        location: str, answered: frozenset[str], *, with_editorial_link: bool
    ) -> frozenset[str]:
        link = with_editorial_link
        condition = {
            "facet_joint_arthritis_is_arthritis": "facet_joint_arthritis",
            "peripheral_neuropathy_is_neuropathic_pain": "peripheral_neuropathy",
            "not_sure_at_head_is_headache": "not_sure",
        }.get(dropped)
        if condition:
            return answered | hold(location, answered - {condition}, with_editorial_link=link)
        if dropped == "missing_limb_location_is_phantom_limb_pain" and location == "missing_limb":
            return hold("arm", answered, with_editorial_link=link)
        if dropped == "spine_location_is_back_neck_pain" and location in oracle.SPINE:
            held = hold("arm", answered, with_editorial_link=link)
            caused = held & oracle.CAUSES_OF_BACK_AND_NECK_PAIN
            return held | {"back_neck_pain"} if caused else held
        return hold(location, answered, with_editorial_link=link)

    return conditions


@pytest.mark.parametrize("rule", [one.id for one in BOOK.implications])
def test_a_dropped_implication(
    answers: AnswersOfBook, monkeypatch: pytest.MonkeyPatch, rule: str
) -> None:
    """What only it led to is lost, or reached in a less direct way."""
    implication = next(one for one in BOOK.implications if one.id == rule)
    comparison = compared(answers, without(BOOK, "implications", rule))
    condition = implication.when.condition
    for causes in ("BACK_AND_NECK_PAIN", "HEADACHES", "NEUROPATHIC_PAIN"):
        name = f"CAUSES_OF_{causes}"
        if rule.endswith(f"_causes_{implication.then}"):
            monkeypatch.setattr(oracle, name, getattr(oracle, name) - {condition})
    held = holding(rule, oracle.conditions_that_hold)
    monkeypatch.setattr(oracle, "conditions_that_hold", held)
    names_what_the_oracle_says(comparison, BEFORE, oracle_standing())
    cause = (Cause(record=f"implication.{rule}", how="gone"),)
    every = (*comparison.changes, *comparison.other_reasons)
    assert every
    assert {change.causes for change in every} == {cause}


def test_a_link_that_becomes_ours(answers: AnswersOfBook) -> None:
    """The same rules fire, and the option is marked as reached through a link of ours."""
    new = changed(BOOK, "implications", "migraine_causes_headache", because="ours", citations=())
    comparison = compared(answers, new)
    moved = {key for key in named_options(comparison) if key[1] == "migraine"}
    assert moved == named_options(comparison)
    assert ("head", "migraine", "nerve_block", IMPLIED, OURS) in moved
    assert {change.verb for change in comparison.changes if change.kind == "option"} == {"moved"}
    cause = (Cause(record="implication.migraine_causes_headache", how="changed"),)
    assert {change.causes for change in comparison.changes} == {cause}


@pytest.mark.parametrize("location", sorted(oracle.SPINE))
def test_a_location_out_of_its_region(
    answers: AnswersOfBook, monkeypatch: pytest.MonkeyPatch, location: str
) -> None:
    """No rule changes; the location is what did it."""
    comparison = compared(answers, changed(BOOK, "locations", location, region=None))
    monkeypatch.setattr(oracle, "SPINE", oracle.SPINE - {location})
    names_what_the_oracle_says(comparison, BEFORE, oracle_standing())
    causes = {change.causes for change in comparison.changes if change.kind == "option"}
    assert causes == {(Cause(record=f"location.{location}", how="changed"),)}


def test_an_option_that_is_no_longer_named(
    answers: AnswersOfBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is named with no condition is lost from every answer, said in one line."""
    (also,) = BOOK.also_named
    comparison = compared(answers, changed(BOOK, "also_named", also.id, then=also.then[:-1]))
    monkeypatch.setattr(oracle, "OTHER_TREATMENTS", oracle.OTHER_TREATMENTS[:-1])
    names_what_the_oracle_says(comparison, BEFORE, oracle_standing())
    (change,) = comparison.changes
    assert (change.before, change.after, change.asked) == (ALSO_NAMED, None, True)
    assert change.causes == (Cause(record=f"also_named.{also.id}", how="changed"),)


@pytest.mark.parametrize("sign", [one.id for one in BOOK.warning_signs][::5])
def test_a_changed_level(answers: AnswersOfBook, sign: str) -> None:
    """One change: that sign, at every location where it is asked about."""
    old = BOOK.warning_sign_by_id[sign]
    level = Level.SOON if old.level is not Level.SOON else Level.EMERGENCY
    ours = None if any(one.is_enough_for(level) for one in old.sources) else "Said for a test."
    new = changed(BOOK, "warning_signs", sign, level=level, level_is_ours=ours)
    comparison = compared(answers, new)
    (change,) = comparison.changes
    assert (change.kind, change.id, change.verb) == ("notice", sign, "moved")
    assert (change.before, change.after) == (old.level, level)
    assert set(change.locations) == set(old.locations)
    assert change.example == f"--location {change.locations[0]} --warning-sign {sign}"
    assert change.causes == (Cause(record=f"warning_sign.{sign}", how="changed"),)
    assert comparison.answers_changed == len(old.locations)


def test_a_dropped_sign_and_one_asked_elsewhere(answers: AnswersOfBook) -> None:
    """Notices lost where it was asked, gained where it is asked now."""
    first, second = [one for one in BOOK.warning_signs if "head" not in one.locations][:2]
    book = without(BOOK, "warning_signs", first.id)
    new = changed(book, "warning_signs", second.id, locations=(*second.locations, "head"))
    comparison = compared(answers, new)
    told = {(one.id, one.verb, frozenset(one.locations)) for one in comparison.changes}
    assert told == {
        (first.id, "lost", frozenset(first.locations)),
        (second.id, "gained", frozenset({"head"})),
    }


def test_a_condition_offered_elsewhere(answers: AnswersOfBook) -> None:
    """What is listed stays; those who are not sure learn of it at the new location."""
    places = BOOK.condition_by_id["crps"].offered_at
    new = changed(BOOK, "conditions", "crps", offered_at=("arm", "trunk"))
    comparison = compared(answers, new)
    assert named_options(comparison) == set()
    assert set(places) == {"arm", "leg"}
    assert {(one.id, one.verb, one.locations) for one in comparison.changes} == {
        ("crps", "lost", ("leg",)),
        ("crps", "gained", ("trunk",)),
    }
    cause = (Cause(record="condition.crps", how="changed"),)
    assert {one.causes for one in comparison.changes} == {cause}


def test_alternatives_and_the_closing_advice(answers: AnswersOfBook) -> None:
    """A dropped alternative and other closing words each change every answer, in one line."""
    first, *rest = BOOK.limits.alternative
    new = with_fields(
        BOOK,
        limits=BOOK.limits.model_copy(update={"alternative": tuple(rest)}),
        closing=BOOK.closing.model_copy(update={"says": "You need no specialist."}),
    )
    comparison = compared(answers, new)
    alternative, closing = sorted(comparison.changes, key=lambda one: one.kind)
    assert (alternative.id, alternative.verb) == (first.id, "lost")
    assert closing.after == f"{BOOK.closing.name}: You need no specialist."
    for change in comparison.changes:
        assert set(change.locations) == set(oracle.LOCATIONS)
        assert set(change.conditions) == {None, *oracle.CONDITIONS}
    assert comparison.answers_changed == len(oracle.LOCATIONS) * (1 + len(oracle.CONDITIONS))


def test_what_is_new_is_named_as_such(answers: AnswersOfBook) -> None:
    """A new condition with a new indication, a new location, and both gone the other way round."""
    crps = BOOK.condition_by_id["crps"]
    condition = crps.model_copy(update={"id": "gout", "name": "Gout"})
    place = BOOK.location_by_id["leg"].model_copy(update={"id": "knee", "name": "Knee"})
    rule = BOOK.indications[0].model_copy(
        update={"id": "nerve_block_for_gout", "when": When(condition="gout")}
    )
    new = answers_of_book(
        Explorer(
            with_fields(
                BOOK,
                conditions=(*BOOK.conditions, condition),
                locations=(*BOOK.locations, place),
                indications=(*BOOK.indications, rule),
            )
        )
    )
    comparison = compare_books(answers, new)
    assert {(one.record, one.how, one.name) for one in comparison.presences} == {
        ("condition.gout", "new", "Gout"),
        ("location.knee", "new", "Knee"),
        ("indication.nerve_block_for_gout", "new", "nerve_block"),
    }
    named = named_options(comparison)
    assert ("arm", "gout", "nerve_block", None, LISTED) in named
    assert ("knee", "crps", "nerve_block", None, LISTED) in named
    assert {key for key in named if key[0] != "knee" and key[1] != "gout"} == set()
    back = compare_books(new, answers)
    assert {one.how for one in back.presences} == {"gone"}
    turned = {(*key[:3], key[4], key[3]) for key in named}
    assert named_options(back) == turned
    assert back.sets == comparison.sets


def test_words_citations_rules_and_order_stand_apart(answers: AnswersOfBook) -> None:
    """What changes no answer is told by what it is, and answers stay as they are."""
    citation = BOOK.indications[0].citations[0].model_copy(update={"phrase": "other words"})
    new = changed(BOOK, "options", "nerve_block", description="Something else.")
    new = changed(new, "warning_signs", BOOK.warning_signs[0].id, action="Wait a week.")
    new = changed(
        new,
        "indications",
        BOOK.indications[0].id,
        citations=(citation, *BOOK.indications[0].citations[1:]),
    )
    new = changed(new, "conditions", "something_else", stands_alone=False)
    new = with_fields(new, options=(new.options[1], new.options[0], *new.options[2:]))
    questions = PREPARATION.questions
    asked = questions[0].model_copy(update={"asks": "What now?"})
    preparation = PREPARATION.model_copy(update={"questions": (asked, *questions[1:])})
    comparison = compare_books(answers, answers_of_book(Explorer(new)), (PREPARATION, preparation))
    assert {(one.record, one.field, one.what) for one in comparison.fields} == {
        ("option.nerve_block", "description", "words"),
        (f"warning_sign.{BOOK.warning_signs[0].id}", "action", "words"),
        (f"indication.{BOOK.indications[0].id}", "citations.0.phrase", "citations"),
        ("condition.something_else", "stands_alone", "rule"),
        ("option", "order", "order"),
        (f"question.{questions[0].id}", "asks", "words"),
    }
    assert named_options(comparison) == set()


def at_the_head(book: RuleBook) -> RuleBook:
    """The part of a book that the head needs: few enough conditions to try every set of them."""
    conditions = book.conditions_offered_at("head")
    known = {one.id for one in conditions} | {"headache", "neuropathic_pain"}
    return with_fields(
        book,
        locations=(book.location_by_id["head"],),
        conditions=conditions,
        implications=tuple(
            rule for rule in book.implications if {rule.when.condition, rule.then} <= known
        ),
        indications=tuple(rule for rule in book.indications if rule.when.condition in known),
        warning_signs=book.warning_signs_asked_at("head"),
    )


@pytest.mark.parametrize(
    "dropped", ["nerve_block_for_headache", "spinal_cord_stimulation_for_neuropathic_pain"]
)
def test_sets_are_counted_without_making_them(dropped: str) -> None:
    """As many sets list something else as are found by running every one of them."""
    old = at_the_head(BOOK)
    new = at_the_head(without(BOOK, "indications", dropped))
    comparison = compare_books(answers_of_book(Explorer(old)), answers_of_book(Explorer(new)))
    alone = [one.id for one in old.conditions if one.stands_alone]
    together = [one.id for one in old.conditions if not one.stands_alone]
    sets = [frozenset({one}) for one in alone]
    for size in range(1, len(together) + 1):
        sets += [frozenset(some) for some in combinations(together, size)]
    outcomes = [
        [
            [(one.option.id, one.basis, one.editorial) for one in outcome.options]
            for outcome in (
                explorer.evaluate(Answers(location="head", conditions=some)) for some in sets
            )
        ]
        for explorer in (Explorer(old), Explorer(new))
    ]
    differ = sum(one != other for one, other in zip(*outcomes, strict=True))
    assert comparison.sets == SetCount(changed=differ, all=len(sets))
    assert 0 < differ < len(sets)


def test_too_many_sets_are_not_counted(answers: AnswersOfBook) -> None:
    """The comparison then names the same answers, and no number of sets."""
    new = answers_of_book(Explorer(without(BOOK, "indications", "nerve_block_for_headache")))
    counted = compare_books(answers, new)
    comparison = compare_books(answers, new, most_steps=10)
    assert counted.sets
    assert comparison.sets is None
    assert comparison.changes == counted.changes


def test_books_that_share_little() -> None:
    """Every change has a cause, and the other way round the same changes read backwards."""
    books = (
        BOOK,
        at_the_head(BOOK),
        with_fields(BOOK, implications=()),
        with_fields(BOOK, indications=BOOK.indications[::2], warning_signs=(), sources=()),
    )
    for old, new in combinations([answers_of_book(Explorer(book)) for book in books], 2):
        there, back = compare_books(old, new), compare_books(new, old)
        assert all(change.causes for change in (*there.changes, *back.changes))
        turned = {(*key[:3], key[4], key[3]) for key in named_options(back)}
        assert named_options(there) == turned
        assert there.sets == back.sets
        assert there.answers_changed == back.answers_changed > 0
