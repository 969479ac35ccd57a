"""What changes when an answer changes: the options, the notices, the rules behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.outcome.brief import BriefAnswers, BriefOption
from engine.outcome.records import Basis, Firing, ListedOption, Notice, Outcome
from engine.outcome.wording import Paragraph
from engine.rule_book.records import Id, Record

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.answers import Answers
    from engine.explorer import Explorer
    from engine.rule_book.records import RuleBook


class OptionInBoth(Record):
    """An option that is listed before and after the change."""

    option: BriefOption
    before: Basis
    after: Basis
    editorial_before: bool
    editorial_after: bool

    @property
    def basis_changes(self) -> bool:
        """Whether it is listed on another basis after the change."""
        return (self.before, self.editorial_before) != (self.after, self.editorial_after)


class WhatIf(Record):
    """Two sets of answers side by side: what the change from one to the other adds and removes.

    A firing is a rule on a fact; `rules_added` and `rules_removed` are those that fire in one of
    the two outcomes alone, on whatever fact. All stand in the order of their outcome.
    """

    before: BriefAnswers
    after: BriefAnswers
    options_added: tuple[ListedOption, ...]
    options_removed: tuple[ListedOption, ...]
    options_in_both: tuple[OptionInBoth, ...]
    notices_added: tuple[Notice, ...]
    notices_removed: tuple[Notice, ...]
    firings_added: tuple[Firing, ...]
    firings_removed: tuple[Firing, ...]
    rules_added: tuple[Id, ...]
    rules_removed: tuple[Id, ...]


class AnswerChange(Record):
    """One changed answer in words, with the answers after it."""

    words: str
    after: BriefAnswers


def what_if(before: Answers, after: Answers, explorer: Explorer) -> WhatIf:
    """Compare the outcomes of two sets of answers.

    Args:
        before: What was answered.
        after: What might have been answered instead.
        explorer: The rule book to ask, compiled.

    Returns:
        The options and notices that the change adds and removes, and the rules that make the
        difference.

    Raises:
        UnknownIdError: A location, a condition or a warning sign is not known.
        AnswersError: One set of answers contradicts itself.
        InferenceError: The inference went wrong.
    """
    old, new = explorer.explore(before), explorer.explore(after)
    listed_before = {listed.option.id: listed for listed in old.options}
    listed_after = {listed.option.id: listed for listed in new.options}
    return WhatIf(
        before=before,
        after=after,
        options_added=tuple(o for option, o in listed_after.items() if option not in listed_before),
        options_removed=tuple(
            o for option, o in listed_before.items() if option not in listed_after
        ),
        options_in_both=tuple(
            _in_both(o, listed_after[option])
            for option, o in listed_before.items()
            if option in listed_after
        ),
        notices_added=tuple(n for n in new.urgent if n not in old.urgent),
        notices_removed=tuple(n for n in old.urgent if n not in new.urgent),
        firings_added=_firings_without(new, old),
        firings_removed=_firings_without(old, new),
        rules_added=_rules_without(new, old),
        rules_removed=_rules_without(old, new),
    )


def single_answer_changes(answers: Answers, book: RuleBook) -> tuple[AnswerChange, ...]:
    """Every way to change one answer that the questionnaire could take.

    Args:
        answers: What was answered.
        book: The rule book.

    Returns:
        The changes: one condition more, one less, another location. An answer that stands alone
        gives way to a condition; warning signs stay as they are.
    """
    standing_alone = {condition.id for condition in book.conditions if condition.stands_alone}
    named = answers.conditions - standing_alone
    offered = book.conditions_offered_at(answers.location)
    more = [
        AnswerChange(
            words=f"{'Also' if named else 'Instead'}: {condition.in_words}",
            after=answers.model_copy(update={"conditions": named | {condition.id}}),
        )
        for condition in offered
        if condition.id not in standing_alone | named
    ]
    less = [
        AnswerChange(
            words=f"Without: {condition.in_words}",
            after=answers.model_copy(update={"conditions": named - {condition.id}}),
        )
        for condition in book.conditions
        if condition.id in named and len(named) > 1
    ]
    elsewhere = [
        AnswerChange(
            words=f"Instead: {location.in_words}",
            after=answers.model_copy(update={"location": location.id}),
        )
        for location in book.locations
        if location.id != answers.location
        and all(location.id in book.condition_by_id[c].offered_at for c in answers.conditions)
    ]
    return (*more, *less, *elsewhere)


def what_if_paragraphs(result: WhatIf) -> tuple[Paragraph, ...]:
    """What the change adds, removes and leaves, in plain words.

    Args:
        result: What `what_if` returned.

    Returns:
        First what the visitor would have to do, then the options; at least one paragraph.
    """
    paragraphs = [
        *(Paragraph(text=f"First of all: {n.sign.action}") for n in result.notices_added),
        *(Paragraph(text=f"No longer said: {n.sign.action}") for n in result.notices_removed),
    ]
    added = _names(listed.option for listed in result.options_added)
    removed = _names(listed.option for listed in result.options_removed)
    in_both = _names(both.option for both in result.options_in_both)
    if added:
        paragraphs.append(Paragraph(text="The document would also list", items=added))
    if removed:
        paragraphs.append(Paragraph(text="The document would no longer list", items=removed))
    if in_both and (added or removed):
        paragraphs.append(Paragraph(text="Either way, the document lists", items=in_both))
    elif in_both:
        paragraphs.append(Paragraph(text="The document would still list", items=in_both))
        paragraphs.append(Paragraph(text="It would list nothing else."))
    elif not added and not removed:
        paragraphs.append(Paragraph(text="The document lists no option either way."))
    return (*paragraphs, *_basis_paragraphs(result))


def what_if_sentences(result: WhatIf) -> tuple[str, ...]:
    """The paragraphs of `what_if_paragraphs`, each in line."""
    return tuple(paragraph.sentence for paragraph in what_if_paragraphs(result))


def _basis_paragraphs(result: WhatIf) -> Iterable[Paragraph]:
    changed = [both for both in result.options_in_both if both.basis_changes]
    for text, basis, editorial in (
        ("For what you chose, it would then list", Basis.LISTED, False),
        ("For something that your answers also mean, it would then list", Basis.IMPLIED, False),
        ("Through a link of ours, it would then list", Basis.IMPLIED, True),
    ):
        names = _names(
            both.option
            for both in changed
            if (both.after, both.editorial_after) == (basis, editorial)
        )
        if names:
            yield Paragraph(text=text, items=names)


def _names(options: Iterable[BriefOption]) -> tuple[str, ...]:
    return tuple(option.in_words for option in options)


def _in_both(old: ListedOption, new: ListedOption) -> OptionInBoth:
    return OptionInBoth(
        option=new.option,
        before=old.basis,
        after=new.basis,
        editorial_before=old.editorial,
        editorial_after=new.editorial,
    )


def _firings_without(outcome: Outcome, other: Outcome) -> tuple[Firing, ...]:
    fired = {(firing.rule, firing.fact) for firing in other.trace}
    return tuple(f for f in outcome.trace if (f.rule, f.fact) not in fired)


def _rules_without(outcome: Outcome, other: Outcome) -> tuple[str, ...]:
    fired = {firing.rule for firing in other.trace}
    return tuple(dict.fromkeys(f.rule for f in outcome.trace if f.rule not in fired))
