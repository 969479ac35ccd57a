"""Why not: what is told of an option that is not listed is what the engine itself bears out."""

from __future__ import annotations

from functools import cache
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import Answers, UnknownIdError
from engine.analysis.why_not import Change, Verdict, WhyNot, why_not, why_not_sentences
from engine.explorer import default_explorer

EXPLORER = default_explorer()
BOOK = EXPLORER.book
COMBINABLE = [c.id for c in BOOK.conditions if not c.stands_alone]
ALONE = {c.id for c in BOOK.conditions if c.stands_alone}
NO_CONDITION_GIVEN = {"nerve_hydrodissection", "percutaneous_discectomy"}
SPINE = {"neck", "upper_back", "lower_back"}
SINGLES = [
    Answers(location=location, conditions=frozenset({condition}))
    for location in BOOK.location_by_id
    for condition in BOOK.condition_by_id
]


@cache
def listed(answers: Answers) -> frozenset[str]:
    """The options that the engine lists."""
    return frozenset(option.option.id for option in EXPLORER.explore(answers).options)


@cache
def asked(option: str, answers: Answers) -> WhyNot:
    """Why not, asked once for all tests."""
    return why_not(option, answers, EXPLORER)


def single_changes(answers: Answers) -> set[Answers]:
    """Every set of answers that differs in one answer, whether the questionnaire offers it or not.

    A condition more takes the place of an answer that stands alone.
    """
    kept = answers.conditions - ALONE
    changed = {
        answers.model_copy(update={"location": location})
        for location in BOOK.location_by_id
        if location != answers.location
    }
    for condition in COMBINABLE:
        if condition in answers.conditions:
            fewer = answers.conditions - {condition}
            if fewer or answers.warning_signs:
                changed.add(answers.model_copy(update={"conditions": fewer}))
        else:
            changed.add(answers.model_copy(update={"conditions": kept | {condition}}))
    return changed


@cache
def offered_answers() -> dict[Answers, frozenset[str]]:
    """Everything that the questionnaire can be answered with up to two conditions."""
    found = {}
    for location in BOOK.location_by_id:
        offered = [c.id for c in BOOK.conditions_offered_at(location)]
        together = [c for c in offered if c not in ALONE]
        for conditions in [*((c,) for c in offered), *combinations(together, 2)]:
            answers = Answers(location=location, conditions=frozenset(conditions))
            found[answers] = listed(answers)
    return found


def distance(before: Answers, after: Answers) -> int | None:
    """How many answers differ; None where an answer that stands alone would have to be given."""
    more, fewer = after.conditions - before.conditions, before.conditions - after.conditions
    if more & ALONE:
        return None
    replaced = len(fewer & ALONE) if more else 0
    return (before.location != after.location) + len(more) + len(fewer) - replaced


@pytest.mark.parametrize("location", BOOK.location_by_id)
def test_the_suggested_change_lists_the_option_and_no_smaller_one_does(location: str) -> None:
    """For each option and condition: every nearest change lists it, and all nearest are told."""
    for answers in (answers for answers in SINGLES if answers.location == location):
        for option in BOOK.option_by_id:
            result = asked(option, answers)
            if option in listed(answers) or option in NO_CONDITION_GIVEN:
                assert result.nearest == ()
                continue
            for change in (*result.nearest, *result.offered):
                assert option in listed(change.after)
                assert change.size == distance(answers, change.after)
            single = {after for after in single_changes(answers) if option in listed(after)}
            assert single, "in this rule book, one change is always enough"
            assert {change.after for change in result.nearest} == single
            assert {change.size for change in result.nearest} == {1}


@pytest.mark.parametrize("location", BOOK.location_by_id)
def test_no_smaller_change_is_offered_by_the_questionnaire(location: str) -> None:
    """What is told as offered can be answered, and nothing nearer that can be lists the option."""
    for answers in (answers for answers in SINGLES if answers.location == location):
        near = [
            (far, after)
            for after in offered_answers()
            if (far := distance(answers, after)) is not None and far > 0
        ]
        for option in set(BOOK.option_by_id) - listed(answers) - NO_CONDITION_GIVEN:
            lists_it = [(far, after) for far, after in near if option in offered_answers()[after]]
            least = min(far for far, _ in lists_it)
            told = asked(option, answers).offered
            assert {change.size for change in told} == {least}
            assert {c.after for c in told} == {after for far, after in lists_it if far == least}


def test_each_verdict_is_what_the_document_says() -> None:
    """Listed; named with no condition; excluded by the place; or simply not listed."""
    for answers in SINGLES:
        for option in BOOK.option_by_id:
            result = asked(option, answers)
            arthritis = answers.conditions <= {"arthritis", "facet_joint_arthritis"}
            joints = {"facet_joint_injection"}
            if answers.conditions == {"facet_joint_arthritis"}:
                joints = {"facet_joint_injection", "radiofrequency_ablation"}
            if option in listed(answers):
                expected = Verdict.LISTED
            elif option in NO_CONDITION_GIVEN:
                expected = Verdict.NO_CONDITION_GIVEN
            elif arthritis and option in joints and answers.location not in SPINE:
                expected = Verdict.LOCATION_EXCLUDES
            else:
                expected = Verdict.NOT_LISTED
            assert result.verdict is expected
            assert (result.listed is not None) == (expected is Verdict.LISTED)
            assert bool(result.excluded) == (expected is Verdict.LOCATION_EXCLUDES)


def test_every_condition_of_the_document_is_told_with_its_citations() -> None:
    """`listed_for` is every indication of the option, whatever the answers."""
    for option in BOOK.option_by_id:
        result = asked(option, SINGLES[0])
        rules = [rule for rule in BOOK.indications if rule.then == option]
        assert [(e.rule, e.condition.id, e.citations) for e in result.listed_for] == [
            (rule.id, rule.when.condition, rule.citations) for rule in rules
        ]
        for entry, rule in zip(result.listed_for, rules, strict=True):
            at = {location.id for location in entry.locations}
            assert at == (SPINE if rule.when.region else set(BOOK.location_by_id))
            assert entry.everywhere is (rule.when.region is None)


def test_changes_that_the_questionnaire_offers_come_first_and_conditions_before_places() -> None:
    """The order is settled: offered before not offered, a condition before another place."""

    def rank(change: Change) -> tuple[bool, bool]:
        return not change.offered, change.location is not None

    for answers in SINGLES:
        for option in BOOK.option_by_id:
            ranks = [rank(change) for change in asked(option, answers).nearest]
            assert ranks == sorted(ranks)
    arthritis_of_the_knee = Answers(location="leg", conditions=frozenset({"arthritis"}))
    nearest = asked("facet_joint_injection", arthritis_of_the_knee).nearest
    assert [(c.location and c.location.id, [a.id for a in c.adds]) for c in nearest] == [
        (None, ["spinal_stenosis"]),
        ("neck", []),
        ("upper_back", []),
        ("lower_back", []),
        (None, ["degenerative_disc_disease"]),
    ]


@settings(deadline=None, max_examples=25)
@given(
    st.sampled_from(list(BOOK.location_by_id)),
    st.frozensets(st.sampled_from(COMBINABLE), max_size=4),
    st.frozensets(st.sampled_from(list(BOOK.warning_sign_by_id)), min_size=1, max_size=2),
    st.sampled_from([o for o in BOOK.option_by_id if o not in NO_CONDITION_GIVEN]),
)
def test_several_conditions_and_signs(
    location: str, conditions: frozenset[str], signs: frozenset[str], option: str
) -> None:
    """With more answers it holds as well, conditions still open included; signs are kept."""
    answers = Answers(location=location, conditions=conditions, warning_signs=signs)
    result = why_not(option, answers, EXPLORER)
    single = {after for after in single_changes(answers) if option in listed(after)}
    if option in listed(answers):
        assert result.verdict is Verdict.LISTED
    else:
        assert {change.after for change in result.nearest} == single
        for change in result.offered:
            assert option in listed(change.after)
            assert change.after.warning_signs == signs
            offered = {c.id for c in BOOK.conditions_offered_at(change.after.location)}
            assert change.after.conditions <= offered


def test_the_words_say_not_listed_and_end_with_ask() -> None:
    """The words never say that an option does not suit, and they end with the advice to ask."""
    for answers in SINGLES:
        for option in BOOK.option_by_id:
            result = asked(option, answers)
            sentences = why_not_sentences(result, BOOK)
            text = " ".join(sentences)
            named = BOOK.option_by_id[option].medical_name
            state = "listed" if result.listed else "not listed"
            assert sentences[0].startswith(f"{named}: {state} for your answers")
            assert "Ask" in sentences[-1].split(". ")[-1]
            for banned in ("not for you", "suit", "should", "not help", "cannot"):
                assert banned not in text


def test_the_words_name_what_stands_against_it() -> None:
    """The words tell of the spine, of a condition that is not given, and of the nearest change."""

    def words(option: str, location: str, condition: str) -> str:
        answers = Answers(location=location, conditions=frozenset({condition}))
        return " ".join(why_not_sentences(asked(option, answers), BOOK))

    knee = words("facet_joint_injection", "leg", "arthritis")
    assert "You named arthritis." in knee
    assert "For that, it is listed only with pain in the neck or back." in knee
    assert "for people with arthritis (only with pain in the neck or back), worn discs and" in knee
    assert (
        "One change would list it: naming narrowing in the spine, pain in your neck, "
        "pain in your upper back or pain in your lower back."
    ) in knee
    assert "worn discs." not in knee.split("One change")[1], "it is not offered at the leg"
    assert "Your answers also mean arthritis." in words(
        "facet_joint_injection", "leg", "facet_joint_arthritis"
    )
    assert "It does not say what for." in words("nerve_hydrodissection", "leg", "arthritis")
    migraine = words("facet_joint_injection", "head", "migraine")
    assert "The questions do not offer that. 3 changes together would list it" in migraine
    assert "pain in your neck and naming worn discs, without migraine; " in migraine
    assert "You said: a slipped disc." in words("nerve_block", "neck", "herniated_disc")


def test_json_is_the_same_for_the_same_answers() -> None:
    """Answers stand sorted in JSON, whatever the order in which they were given."""
    several = ["migraine", "arthritis", "crps"]
    one = why_not("nerve_hydrodissection", _answers(several), EXPLORER)
    other = why_not("nerve_hydrodissection", _answers(several[::-1]), EXPLORER)
    assert one.model_dump_json() == other.model_dump_json()
    assert '"conditions":["arthritis","crps","migraine"]' in one.model_dump_json()


def _answers(conditions: list[str]) -> Answers:
    return Answers(location="arm", conditions=frozenset(conditions))


def test_unknown_ids_are_named() -> None:
    """An unknown option or answer is an error that names it and lists the known ones."""
    with pytest.raises(UnknownIdError, match="unknown option 'acupuncture'; known: nerve_block"):
        why_not("acupuncture", SINGLES[0], EXPLORER)
    with pytest.raises(UnknownIdError, match="unknown location 'knee'"):
        why_not("nerve_block", SINGLES[0].model_copy(update={"location": "knee"}), EXPLORER)
