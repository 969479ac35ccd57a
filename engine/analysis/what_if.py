"""What changes when an answer changes: the options that come and go, and the rules behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.analysis.wording import joined
from engine.outcome.brief import BriefAnswers, BriefOption
from engine.outcome.records import Basis, Firing, ListedOption, Notice, Outcome
from engine.rule_book.records import Id, Record

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.answers import Answers
    from engine.explorer import Explorer
    from engine.rule_book.records import RuleBook


class Stays(Record):
    """An option that is listed before and after the change."""

    option: BriefOption
    before: Basis
    after: Basis
    editorial_before: bool
    editorial_after: bool

    @property
    def changes(self) -> bool:
        """Whether it is listed on another basis after the change."""
        return (self.before, self.editorial_before) != (self.after, self.editorial_after)


class WhatIf(Record):
    """Two sets of answers side by side.

    `only_before` and `only_after` are the firings (a rule, on a fact) that the other outcome does
    not have; `rules_only_before` and `rules_only_after` the rules that fire in one of them alone.
    All stand in the order of firing.
    """

    before: BriefAnswers
    after: BriefAnswers
    come: tuple[ListedOption, ...]
    go: tuple[ListedOption, ...]
    stay: tuple[Stays, ...]
    notices_come: tuple[Notice, ...]
    notices_go: tuple[Notice, ...]
    only_before: tuple[Firing, ...]
    only_after: tuple[Firing, ...]
    rules_only_before: tuple[Id, ...]
    rules_only_after: tuple[Id, ...]


class OneChange(Record):
    """One changed answer in words, and the answers after it."""

    words: str
    after: BriefAnswers


def what_if(before: Answers, after: Answers, explorer: Explorer) -> WhatIf:
    """Explore two sets of answers and tell what differs.

    Args:
        before: What was answered.
        after: What might have been answered instead.
        explorer: The rule book to ask, compiled.

    Returns:
        The options and notices that come, go and stay, and the rules that make the difference.

    Raises:
        UnknownIdError: A location, a condition or a warning sign is not known.
        AnswersError: One set of answers contradicts itself.
        InferenceError: The inference went wrong.
    """
    old, new = explorer.explore(before), explorer.explore(after)
    was = {listed.option.id: listed for listed in old.options}
    now = {listed.option.id: listed for listed in new.options}
    return WhatIf(
        before=before,
        after=after,
        come=tuple(listed for option, listed in now.items() if option not in was),
        go=tuple(listed for option, listed in was.items() if option not in now),
        stay=tuple(_stays(was[option], now[option]) for option in was if option in now),
        notices_come=tuple(n for n in new.urgent if n not in old.urgent),
        notices_go=tuple(n for n in old.urgent if n not in new.urgent),
        only_before=_firings_without(old, new),
        only_after=_firings_without(new, old),
        rules_only_before=_rules_without(old, new),
        rules_only_after=_rules_without(new, old),
    )


def one_answer_changed(answers: Answers, book: RuleBook) -> tuple[OneChange, ...]:
    """Every way to change one answer that the questionnaire could take.

    Args:
        answers: What was answered.
        book: The rule book.

    Returns:
        The changes: one condition more, one less, another location. An answer that stands alone
        gives way to a condition; warning signs stay as they are.
    """
    alone = {one.id for one in book.conditions if one.stands_alone}
    kept = answers.conditions - alone
    offered = [one for one in book.conditions_offered_at(answers.location) if one.id not in alone]
    more = [
        OneChange(
            words=f"{'Also' if kept else 'Instead'}: {one.in_words}",
            after=answers.model_copy(update={"conditions": kept | {one.id}}),
        )
        for one in offered
        if one.id not in kept
    ]
    less = [
        OneChange(
            words=f"Without: {one.in_words}",
            after=answers.model_copy(update={"conditions": kept - {one.id}}),
        )
        for one in book.conditions
        if one.id in kept and len(kept) > 1
    ]
    elsewhere = [
        OneChange(
            words=f"Instead: {place.in_words}",
            after=answers.model_copy(update={"location": place.id}),
        )
        for place in book.locations
        if place.id != answers.location
        and all(place.id in book.condition_by_id[one].offered_at for one in answers.conditions)
    ]
    return (*more, *less, *elsewhere)


def what_if_sentences(result: WhatIf) -> tuple[str, ...]:
    """What comes, goes and stays, in plain words, one sentence to a line."""
    lines = []
    if result.come:
        lines.append(f"Then also listed: {_names([o.option for o in result.come])}.")
    if result.go:
        lines.append(f"Then not listed: {_names([o.option for o in result.go])}.")
    if result.stay:
        lines.append(f"Listed either way: {_names([s.option for s in result.stay])}.")
    lines += [_basis_words(stays) for stays in result.stay if stays.changes]
    if not result.come and not result.go:
        lines.append("The same options are listed." if result.stay else "No option is listed.")
    return tuple(lines)


def _basis_words(stays: Stays) -> str:
    told = {Basis.LISTED: "for the very answer", Basis.IMPLIED: "for what the answers amount to"}
    ours = ", through a link of ours" if stays.editorial_after else ""
    return f"{stays.option.medical_name} is then listed {told[stays.after]}{ours}."


def _names(options: Sequence[BriefOption]) -> str:
    return joined([option.medical_name for option in options])


def _stays(old: ListedOption, new: ListedOption) -> Stays:
    return Stays(
        option=new.option,
        before=old.basis,
        after=new.basis,
        editorial_before=old.editorial,
        editorial_after=new.editorial,
    )


def _firings_without(outcome: Outcome, other: Outcome) -> tuple[Firing, ...]:
    there = {(firing.rule, firing.fact) for firing in other.trace}
    return tuple(f for f in outcome.trace if (f.rule, f.fact) not in there)


def _rules_without(outcome: Outcome, other: Outcome) -> tuple[str, ...]:
    there = {firing.rule for firing in other.trace}
    return tuple(dict.fromkeys(f.rule for f in outcome.trace if f.rule not in there))
