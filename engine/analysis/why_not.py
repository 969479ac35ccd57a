"""Why an option is not listed for the answers, with the nearest change that would list it."""

from __future__ import annotations

from collections import defaultdict
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from engine.answers import Answers
from engine.errors import UnknownIdError
from engine.outcome.brief import BriefAnswers, BriefCondition, BriefLocation, BriefOption
from engine.outcome.records import ListedOption, Outcome
from engine.outcome.wording import (
    Paragraph,
    about_lists,
    answers_in_words,
    joined,
    place_in_words,
    you_said,
)
from engine.rule_book.records import Citation, Id, Location, Record, RuleKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.explorer import Explorer
    from engine.rule_book.records import Condition, Indication, RuleBook


class Verdict(StrEnum):
    """Whether an option is listed, and if not, what stands against it."""

    LISTED = "listed"
    NOT_LISTED = "not_listed"
    LOCATION_EXCLUDES = "location_excludes"
    NO_CONDITION_GIVEN = "no_condition_given"


class ListedFor(Record):
    """A condition for which the document lists the option, where, by which words.

    `place` is where the pain must be, in words; None if it can be anywhere.
    """

    rule: Id
    condition: BriefCondition
    place: str | None
    locations: tuple[BriefLocation, ...]
    everywhere: bool
    citations: tuple[Citation, ...]


class Change(Record):
    """A change of the answers that lists the option.

    `size` counts changed answers: a new location is one, a condition more is one, a condition less
    is one; a stand-alone answer (such as `not_sure`) that gives way to a condition is one.
    `offered` tells whether the questionnaire can be answered so.
    """

    size: int
    location: BriefLocation | None
    adds: tuple[BriefCondition, ...]
    removes: tuple[BriefCondition, ...]
    offered: bool
    after: BriefAnswers


class WhyNot(Record):
    """Why an option is, or is not, listed for the answers.

    `listed` holds the reasons where it is listed. `excluded` holds the conditions that hold, and
    for which the option is listed elsewhere only. `nearest` are all the smallest changes that list
    the option, those that the questionnaire offers first; `offered` are the smallest ones that it
    offers, which are larger where none of `nearest` is offered.
    """

    option: BriefOption
    answers: BriefAnswers
    verdict: Verdict
    listed: ListedOption | None
    also_named: bool
    listed_for: tuple[ListedFor, ...]
    excluded: tuple[ListedFor, ...]
    nearest: tuple[Change, ...]
    offered: tuple[Change, ...]


def why_not(option_id: str, answers: Answers, explorer: Explorer) -> WhyNot:
    """Why an option is not listed for the answers.

    Args:
        option_id: A known option.
        answers: What was answered.
        explorer: The rule book to ask, compiled.

    Returns:
        The verdict and what bears it out. Every change was held against the engine: it lists the
        option, and no smaller change does.

    Raises:
        UnknownIdError: The option, the location, a condition or a warning sign is not known.
        AnswersError: The answers contradict each other.
        InferenceError: The inference went wrong.
    """
    book = explorer.book
    if option_id not in book.option_by_id:
        raise UnknownIdError("option", option_id, book.option_by_id)
    outcome = explorer.explore(answers)
    listed = _listed(option_id, outcome)
    listed_for = tuple(
        _listed_for(rule, book) for rule in book.indications if rule.then == option_id
    )
    # The option is not listed although the condition holds: its location is what stands against it.
    holding = _holding(outcome)
    excluded = () if listed else tuple(e for e in listed_for if e.condition.id in holding)
    if listed:
        verdict = Verdict.LISTED
    elif not listed_for:
        verdict = Verdict.NO_CONDITION_GIVEN
    else:
        verdict = Verdict.LOCATION_EXCLUDES if excluded else Verdict.NOT_LISTED
    searched = verdict in {Verdict.NOT_LISTED, Verdict.LOCATION_EXCLUDES}
    nearest, offered = _nearest(option_id, answers, explorer) if searched else ((), ())
    return WhyNot(
        option=book.option_by_id[option_id],
        answers=answers,
        verdict=verdict,
        listed=listed,
        also_named=option_id in {option.id for option in outcome.also_named},
        listed_for=listed_for,
        excluded=excluded,
        nearest=nearest,
        offered=offered,
    )


def why_not_paragraphs(
    result: WhyNot, book: RuleBook, *, with_changes: bool = True
) -> tuple[Paragraph, ...]:
    """The result in plain words: the verdict first, the advice to ask last.

    It says "not listed", never that something does not suit.

    Args:
        result: What `why_not` returned.
        book: The rule book that it was computed with.
        with_changes: Whether to say which changes of the answers would list the option.
    """
    option = result.option
    if result.listed:
        chains = (" ".join(step.says for step in r.chain) for r in result.listed.reasons)
        return (
            Paragraph(text=f"{option.medical_name}: listed for your answers."),
            *(Paragraph(text=chain) for chain in chains),
            Paragraph(text=f"Ask {book.edition.specialist} about it."),
        )
    if result.verdict is Verdict.NO_CONDITION_GIVEN:
        return (
            Paragraph(
                text=f"{option.medical_name}: not listed for your answers, or for any other."
            ),
            Paragraph(text=f"The document mentions {option.in_words}. It does not say what for."),
            Paragraph(text=about_lists(book)),
        )
    return (
        Paragraph(text=f"{option.medical_name}: not listed for your answers."),
        Paragraph(text=you_said(answers_in_words(result.answers, book))),
        *_also_named_paragraphs(result),
        Paragraph(
            text="It is listed for people with",
            items=tuple(_condition_in_words(entry) for entry in result.listed_for),
        ),
        *(Paragraph(text=_exclusion_in_words(e, result)) for e in result.excluded),
        *(_change_paragraphs(result) if with_changes else ()),
        Paragraph(text=about_lists(book)),
    )


def why_not_sentences(result: WhyNot, book: RuleBook) -> tuple[str, ...]:
    """The paragraphs of `why_not_paragraphs`, each in line."""
    return tuple(paragraph.sentence for paragraph in why_not_paragraphs(result, book))


def _also_named_paragraphs(result: WhyNot) -> Iterator[Paragraph]:
    if result.also_named:
        yield Paragraph(
            text=f"In another place, the document mentions {result.option.in_words} and does not "
            "say what for."
        )


def _change_paragraphs(result: WhyNot) -> Iterator[Paragraph]:
    """The nearest changes: those that the questions offer, where some of the nearest are."""
    nearest = [change for change in result.nearest if change.offered] or result.nearest
    if nearest:
        yield _changes_paragraph(nearest)
    if result.offered and result.offered[0].size > nearest[0].size:
        yield Paragraph(text="The questions do not offer that.")
        yield _changes_paragraph(result.offered)


def _changes_paragraph(changes: Sequence[Change]) -> Paragraph:
    """Changes of one size: what would list the option."""
    size = changes[0].size
    count = "One change" if size == 1 else f"{size} changes together"
    return Paragraph(
        text=f"{count} would list it:",
        items=tuple(map(_change_in_words, changes)),
        conjunction="or",
    )


def _change_in_words(change: Change) -> str:
    """Such as "pain in your neck and naming worn discs, without migraine"."""
    parts = [change.location.in_words] if change.location else []
    parts += [f"naming {condition.in_words}" for condition in change.adds]
    # An answer that stands alone gives way by itself.
    removed = [c.in_words for c in change.removes if not c.stands_alone]
    changed = joined(parts) if parts else ""
    if not removed:
        return changed
    without = f"without {joined(removed, 'or')}"
    return f"{changed}, {without}" if changed else without


def _condition_in_words(entry: ListedFor) -> str:
    only = f" (only with {entry.place})" if entry.place else ""
    return f"{entry.condition.in_words}{only}"


def _exclusion_in_words(entry: ListedFor, result: WhyNot) -> str:
    named = entry.condition.id in result.answers.conditions
    start = "You named" if named else "Your answers also mean"
    return f"{start} {entry.condition.in_words}. For that, it is listed only with {entry.place}."


def _listed(option_id: str, outcome: Outcome) -> ListedOption | None:
    return next((listed for listed in outcome.options if listed.option.id == option_id), None)


def _listed_for(rule: Indication, book: RuleBook) -> ListedFor:
    locations = tuple(
        location
        for location in book.locations
        if rule.when.location in {None, location.id} and rule.when.region in {None, location.region}
    )
    return ListedFor(
        rule=rule.id,
        condition=book.condition_by_id[str(rule.when.condition)],
        place=place_in_words(rule.when, book),
        locations=locations,
        everywhere=len(locations) == len(book.locations),
        citations=rule.citations,
    )


def _holding(outcome: Outcome) -> frozenset[str]:
    derived = (f.concludes for f in outcome.trace if f.kind is RuleKind.IMPLICATION)
    return outcome.answers.conditions.union(*derived)


def _nearest(
    option_id: str, answers: Answers, explorer: Explorer
) -> tuple[tuple[Change, ...], tuple[Change, ...]]:
    """The smallest changes that list the option: of all known answers, and of those offered.

    The candidates are tried in the order of their size. A new location, one condition more, or
    both, are enough to reach whatever can be reached: every antecedent looks at one fact, which
    holds one condition and the location, and asks that something holds, never that it does not.
    """
    by_size: dict[int, list[_Candidate]] = defaultdict(list)
    for candidate in _candidates(answers, explorer.book):
        by_size[candidate.size].append(candidate)
    nearest: tuple[Change, ...] = ()
    for size in sorted(by_size):
        changes = (candidate.change(answers) for candidate in by_size[size])
        found = [c for c in changes if _listed(option_id, explorer.explore(c.after))]
        found.sort(key=lambda change: (not change.offered, change.location is not None))
        nearest = nearest or tuple(found)
        offered = tuple(change for change in found if change.offered)
        if offered:
            return nearest, offered
    return nearest, ()


class _Candidate(NamedTuple):
    """A change of the answers that may or may not list the option; most are never tried."""

    size: int
    location: Location
    adds: tuple[Condition, ...]
    removes: tuple[Condition, ...]
    conditions: tuple[Condition, ...]

    def change(self, answers: Answers) -> Change:
        """The change as a record, with the answers after it."""
        location = self.location.id
        return Change(
            size=self.size,
            location=self.location if location != answers.location else None,
            adds=self.adds,
            removes=self.removes,
            offered=all(location in condition.offered_at for condition in self.conditions),
            after=Answers(
                location=location,
                conditions=frozenset(condition.id for condition in self.conditions),
                warning_signs=answers.warning_signs,
            ),
        )


def _candidates(answers: Answers, book: RuleBook) -> Iterator[_Candidate]:
    named = tuple(c for c in book.conditions if c.id in answers.conditions)
    more = [c for c in book.conditions if not c.stands_alone and c.id not in answers.conditions]
    for location in book.locations:
        # With all that was answered, and with only what the questionnaire offers there.
        offered_there = tuple(c for c in named if location.id in c.offered_at)
        for remaining in [named] if offered_there == named else [named, offered_there]:
            removed = tuple(c for c in named if c.id not in {r.id for r in remaining})
            moved = location.id != answers.location
            if (moved or removed) and (remaining or answers.warning_signs):
                yield _Candidate(moved + len(removed), location, (), removed, remaining)
            # An answer that stands alone gives way to a condition: that is one change, not two.
            gives_way = tuple(c for c in remaining if c.stands_alone)
            left = tuple(c for c in remaining if not c.stands_alone)
            size = moved + len(removed) + 1
            for added in more:
                conditions = (*left, added)
                yield _Candidate(size, location, (added,), (*gives_way, *removed), conditions)
