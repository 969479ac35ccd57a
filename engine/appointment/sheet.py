"""The sheet that a patient takes to the appointment, as data."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Literal, NamedTuple

from engine.appointment.plan import MAX_IMPORTANT
from engine.appointment.questions import questions_for
from engine.outcome.wording import (
    about_lists,
    also_named_in_words,
    listed_in_words,
    lower_first,
)
from engine.rule_book.records import Record

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.analysis.answer_table import Identity
    from engine.appointment.plan import Plan
    from engine.appointment.questions import QuestionGroup
    from engine.appointment.records import PreparationBook, Question
    from engine.outcome.records import IfFound, ListedOption, Outcome
    from engine.rule_book.records import RuleBook

MAX_QUESTIONS = 18
"""How many questions stand on a sheet beside the most important ones."""

_OPEN_FOR_ONE = 3
"""How many open questions stay for each one of another group, where there is no room for all."""
_ON_MEDICINES = (
    "Do not stop any medicine yourself. "
    "What stands here comes from public guidance, not from the document."
)
MORE_NOTE = "There are more questions than fit on this sheet."

SectionId = Literal[
    "answers",
    "warning_signs",
    "important",
    "listed",
    "if_found",
    "also_mentioned",
    "alternatives",
    "talk",
    "questions",
    "prepare",
    "about",
    "specialist",
]
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


class Item(Record):
    """One thing in a list of the sheet.

    Attributes:
        text: What it is.
        medical: What a clinician calls it.
        says: What is said of it, in one sentence or a few.
        points: What belongs to it, as a list below it.
        own: Whether `says`, or `text` where it says nothing, is in the visitor's own words.
        rank: Which things stay where there is no room for all of a list: those of a low rank.
    """

    text: str
    medical: str = ""
    says: str = ""
    points: tuple[str, ...] = ()
    own: bool = False
    rank: int = 0


class Section(Record):
    """A part of the sheet under a heading of its own.

    Attributes:
        id: Never changes.
        heading: Its heading.
        paragraphs: What stands before the list.
        items: The list.
        notes: What stands below the list.
        to_answer: Whether the items are questions, each with room to write the answer.
    """

    id: SectionId
    heading: str
    paragraphs: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()
    notes: tuple[str, ...] = ()
    to_answer: bool = False


class Sheet(Record):
    """Everything that stands on a sheet, in its order: the specialist comes last.

    Attributes:
        title: Its title.
        day: The day on which it was made.
        made: The same in words.
        lead: What kind of sheet it is.
        foot: The source document and the version of the rules, for the foot of each page.
        sections: Its parts; none is without content.
    """

    title: str
    day: date
    made: str
    lead: str
    foot: str
    sections: tuple[Section, ...]


class Stamp(NamedTuple):
    """What tells a sheet from one that was made on another day, or with other rules."""

    day: date
    rules: Identity


def build_sheet(
    outcome: Outcome,
    plan: Plan,
    preparation: PreparationBook,
    book: RuleBook,
    stamp: Stamp,
) -> Sheet:
    """The sheet for an outcome and what its visitor wants to bring up.

    Args:
        outcome: What is listed for the answers.
        plan: The ticks and the own words; ids of what is not offered for this outcome are left
            out.
        preparation: What to tell, to bring, to ask and to tick.
        book: The rule book that the outcome was computed with.
        stamp: The day that the sheet bears, with the identity of the rule book.

    Returns:
        The sheet. It holds every listed option, and its last section is the closing advice.
    """
    important, others = _questions(plan, questions_for(outcome, preparation, book), book)
    sections = (
        Section(
            id="answers",
            heading="What you said",
            items=tuple(_answers(outcome, book)),
        ),
        _warning_signs(outcome),
        _important(important),
        _listed(outcome, book),
        _if_found(outcome),
        _also_mentioned(outcome, book),
        Section(
            id="alternatives",
            heading="Other kinds of care",
            paragraphs=(f"{book.limits.says} The document names these:",),
            items=tuple(
                Item(text=other.name, says=other.description) for other in outcome.alternatives
            ),
        ),
        _talk(plan, preparation, book),
        _other_questions(others, after_important=bool(important)),
        _prepare(preparation),
        _about(book, stamp.rules),
        Section(id="specialist", heading=outcome.consult.name, paragraphs=(outcome.consult.says,)),
    )
    return Sheet(
        title=f"For your appointment with {book.edition.specialist}",
        day=stamp.day,
        made=f"Made on {day_in_words(stamp.day)}",
        lead=(
            "Take this sheet with you. You can write on it. “The document” is "
            f"{book.edition.kind}, the {book.edition.document}."
        ),
        foot=(
            f"{book.edition.document}. Rules of {day_in_words(stamp.rules.version)}, "
            f"check code {stamp.rules.short}. "
            "This sheet gives no diagnosis."
        ),
        sections=tuple(one for one in sections if one.paragraphs or one.items),
    )


def most_fitting(items: Sequence[Item], most: int) -> tuple[Item, ...]:
    """Of a list, as many things as there is room for, in their order; those of low rank stay."""
    kept = sorted(range(len(items)), key=lambda place: items[place].rank)[:most]
    return tuple(items[place] for place in sorted(kept))


def day_in_words(day: date) -> str:
    """A day as it is written in American English, whatever the language of the machine."""
    return f"{_MONTHS[day.month - 1]} {day.day}, {day.year}"


def _answers(outcome: Outcome, book: RuleBook) -> Iterator[Item]:
    where = book.location_by_id[outcome.answers.location].in_words
    yield Item(text=f"{where[0].upper()}{where[1:]}")
    for condition in book.conditions:
        if condition.id in outcome.answers.conditions:
            medical = lower_first(condition.medical_name) if condition.medical_name else ""
            yield Item(text=condition.name, medical=medical)


def _warning_signs(outcome: Outcome) -> Section:
    """The signs, under what they ask for: several can ask for the same."""
    names: dict[str, list[str]] = {}
    for notice in outcome.urgent:
        names.setdefault(notice.sign.action, []).append(notice.sign.name)
    return Section(
        id="warning_signs",
        heading="Before anything else",
        paragraphs=("You chose these warning signs. They come first.",) if names else (),
        items=tuple(Item(text=action, points=tuple(signs)) for action, signs in names.items()),
    )


def _questions(
    plan: Plan, groups: tuple[QuestionGroup, ...], book: RuleBook
) -> tuple[list[Item], list[Item]]:
    """The most important questions, then the others; each time own ones first."""
    # Of each group some stay; of those that the document leaves open, more.
    ready = {
        question.id: Item(
            text=question.asks,
            medical=_about_option(question, book),
            rank=1 + (place // _OPEN_FOR_ONE if question.open else place),
        )
        for group in groups
        for place, question in enumerate(group.questions)
    }
    own = [question for question in plan.own_questions if question.asks]
    marked = [
        *(Item(text=one.asks, own=True) for one in own if one.important),
        *(
            ready.pop(one).model_copy(update={"rank": 0})
            for one in dict.fromkeys(plan.important)
            if one in ready
        ),
    ]
    others = [
        *marked[MAX_IMPORTANT:],
        *(Item(text=one.asks, own=True) for one in own if not one.important),
        *ready.values(),
    ]
    return marked[:MAX_IMPORTANT], others


def _about_option(question: Question, book: RuleBook) -> str:
    """The treatment that a question is about, since it stands apart from it on the sheet."""
    if question.option is None:
        return ""
    return lower_first(book.option_by_id[question.option].medical_name)


def _important(items: list[Item]) -> Section:
    one = len(items) == 1
    return Section(
        id="important",
        heading="Your most important question" if one else "Your most important questions",
        items=tuple(items),
        to_answer=True,
    )


def _listed(outcome: Outcome, book: RuleBook) -> Section:
    ask, lists = book.edition.leaves_open, about_lists(book)
    return Section(
        id="listed",
        heading="What the document lists",
        paragraphs=(listed_in_words(outcome),),
        items=tuple(
            Item(
                text=listed.option.name,
                medical=lower_first(listed.option.medical_name),
                says=_why(listed),
            )
            for listed in outcome.options
        ),
        notes=(f"{ask} {lists}",) if outcome.options else (lists,),
    )


def _why(listed: ListedOption) -> str:
    """Why an option is listed, as short as it can be said."""
    # A step that is ours says so itself.
    _, *steps = listed.reasons[0].chain
    return " ".join(step.says for step in steps)


def _if_found(outcome: Outcome) -> Section:
    return Section(
        id="if_found",
        heading="If the specialist finds the cause",
        paragraphs=("You do not know the cause yet. The document lists these for each cause:",)
        if outcome.if_found
        else (),
        items=tuple(
            Item(text=found.condition.name, says=_medical_names(found))
            for found in outcome.if_found
        ),
        notes=_everyday_names(outcome),
    )


def _medical_names(found: IfFound) -> str:
    names = [lower_first(listed.option.medical_name) for listed in found.options]
    return ", ".join(names) if names else "nothing is listed"


def _everyday_names(outcome: Outcome) -> tuple[str, ...]:
    """What each treatment is that stands in the list of causes alone, all in one paragraph."""
    named = {one.option.id: one.option for found in outcome.if_found for one in found.options}
    explained = {listed.option.id for listed in outcome.options}
    words = [
        f"{option.medical_name}: {option.name}."
        for option in named.values()
        if option.id not in explained
    ]
    return (" ".join(words),) if words else ()


def _also_mentioned(outcome: Outcome, book: RuleBook) -> Section:
    groups = also_named_in_words(outcome, book)
    return Section(
        id="also_mentioned",
        heading="Also mentioned",
        paragraphs=tuple(says for says, _ in groups),
        items=tuple(
            Item(text=option.name, medical=lower_first(option.medical_name))
            for _, options in groups
            for option in options
        ),
    )


def _talk(plan: Plan, preparation: PreparationBook, book: RuleBook) -> Section:
    ticked = (
        (
            "What matters to you",
            [one.name for one in preparation.matters if one.id in plan.matters],
        ),
        (
            "What else you would like to talk about",
            [one.name for one in preparation.topics if one.id in plan.topics],
        ),
    )
    written = (
        (f"How long you have had the {book.edition.complaint}", plan.how_long),
        ("What you have tried", plan.tried),
        ("What you want to do again", plan.goals),
    )
    return Section(
        id="talk",
        heading="What you would like to talk about",
        items=(
            *(Item(text=text, points=tuple(names)) for text, names in ticked if names),
            *(Item(text=text, says=says, own=True) for text, says in written if says),
        ),
    )


def _other_questions(items: list[Item], *, after_important: bool) -> Section:
    return Section(
        id="questions",
        heading="Other questions" if after_important else "Questions to ask",
        items=most_fitting(items, MAX_QUESTIONS),
        notes=(MORE_NOTE,) if len(items) > MAX_QUESTIONS else (),
        to_answer=True,
    )


def _prepare(preparation: PreparationBook) -> Section:
    return Section(
        id="prepare",
        heading="Before you go",
        items=tuple(_prepare_items(preparation)),
        notes=(_ON_MEDICINES,),
    )


def _prepare_items(preparation: PreparationBook) -> Iterator[Item]:
    for text, items in (
        ("Tell the clinic about", preparation.tell),
        ("Bring with you", preparation.bring),
    ):
        if items:
            yield Item(text=text, points=tuple(item.name for item in items))


def _about(book: RuleBook, rules: Identity) -> Section:
    words = (
        "This sheet gives no diagnosis and no advice for one person. It shows what one "
        f"document lists, the {book.edition.document}. It was made with the rules of "
        f"{day_in_words(rules.version)}. Their check code is {rules.short}."
    )
    return Section(id="about", heading="About this sheet", paragraphs=(words,))
