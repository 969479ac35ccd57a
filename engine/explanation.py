"""From firings to an outcome: which options, for which reasons, in which order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import InferenceError
from engine.outcome import (
    Basis,
    Consult,
    Firing,
    IfFound,
    ListedOption,
    Notice,
    Outcome,
    Reason,
    Step,
)
from engine.rule_book import AlsoNamed, Closing, Implication, Indication, Limits, WarningSign
from engine.ruleset import LOCATION_PATH, PATH_SEPARATOR

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.inference import Fired
    from engine.outcome import Answers
    from engine.rule_book import Citation, Rule, RuleBook


def build_outcome(
    answers: Answers,
    book: RuleBook,
    firings: Sequence[Fired],
    if_found: tuple[IfFound, ...] = (),
) -> Outcome:
    """Put what the rules concluded together for a reader.

    Args:
        answers: What the visitor answered.
        book: The rule book whose rules fired.
        firings: Every firing, in order.
        if_found: What the document lists for each condition that may still be found.

    Returns:
        The outcome: options listed for the very answers first, then those listed for what the
        answers amount to, each in the document's order.

    Raises:
        InferenceError: The closing rule did not fire last. Such an outcome is never shown.
    """
    last = firings[-1].rule if firings else None
    if not isinstance(last, Closing):
        raise InferenceError(
            f"the closing rule {book.closing.id!r} must fire last; last was "
            f"{last.id if last else 'nothing'!r}"
        )
    options = _listed_options(answers, book, firings)
    listed = {option.option.id for option in options}
    also = [fired.rule for fired in firings if isinstance(fired.rule, AlsoNamed)]
    return Outcome(
        answers=answers,
        urgent=tuple(
            Notice(
                sign=fired.rule,
                sources=tuple(book.source_by_id[source] for source in fired.rule.sources),
            )
            for fired in firings
            if isinstance(fired.rule, WarningSign)
        ),
        options=options,
        also_named=tuple(
            book.option_by_id[option]
            for rule in also
            for option in rule.then
            if option not in listed
        ),
        alternatives=tuple(
            alternative
            for fired in firings
            if isinstance(fired.rule, Limits)
            for alternative in fired.rule.alternative
        ),
        if_found=if_found,
        trace=tuple(
            Firing(
                step=step,
                rule=fired.rule.id,
                kind=fired.rule.kind,
                salience=book.salience[fired.rule.id],
                fact=fired.fact["path"],
                concludes=_conclusions(fired.rule),
            )
            for step, fired in enumerate(firings, start=1)
        ),
        consult=Consult(rule=last.id, name=last.name, says=last.says, citations=last.citations),
    )


def _conclusions(rule: Rule) -> tuple[str, ...]:
    match rule:
        case Implication() | Indication():
            return (rule.then,)
        case AlsoNamed():
            return rule.then
        case Limits():
            return tuple(alternative.id for alternative in rule.alternative)
        case WarningSign() | Closing():
            return (rule.id,)


def _listed_options(
    answers: Answers, book: RuleBook, firings: Sequence[Fired]
) -> tuple[ListedOption, ...]:
    reasons: dict[str, list[Reason]] = {}
    for fired in firings:
        if isinstance(fired.rule, Indication):
            reason = _reason(answers, book, fired.rule, fired.fact["path"])
            reasons.setdefault(fired.rule.then, []).append(reason)
    in_document_order = [
        ListedOption(
            option=option,
            reasons=tuple(sorted(reasons[option.id], key=_directness)),
        )
        for option in book.options
        if option.id in reasons
    ]
    return tuple(sorted(in_document_order, key=lambda listed: listed.basis is Basis.IMPLIED))


def _directness(reason: Reason) -> tuple[bool, bool, int]:
    return reason.basis is Basis.IMPLIED, reason.editorial, len(reason.chain)


def _reason(answers: Answers, book: RuleBook, indication: Indication, path: str) -> Reason:
    answer, *rule_ids = path.split(PATH_SEPARATOR)
    implications = [
        rule for rule in map(book.rules.__getitem__, rule_ids) if isinstance(rule, Implication)
    ]
    steps = [
        _answer_step(answers, book, answer),
        *(
            Step(kind="implication", id=rule.id, concludes=rule.then, says=rule.says)
            for rule in implications
        ),
        Step(
            kind="indication",
            id=indication.id,
            concludes=indication.then,
            says=_says(book, indication),
        ),
    ]
    citations: list[Citation] = [c for rule in implications for c in rule.citations]
    return Reason(
        rule=indication.id,
        basis=Basis.IMPLIED if implications else Basis.LISTED,
        editorial=any(rule.editorial for rule in implications),
        chain=tuple(steps),
        citations=(*citations, *indication.citations),
    )


def _answer_step(answers: Answers, book: RuleBook, answer: str) -> Step:
    if answer == LOCATION_PATH:
        location = book.location_by_id[answers.location]
        words, concludes = location.in_words, location.id
    else:
        condition = book.condition_by_id[answer]
        words, concludes = condition.in_words, condition.id
    return Step(kind="answer", id=concludes, concludes=concludes, says=f"You said: {words}.")


def _says(book: RuleBook, indication: Indication) -> str:
    option = book.option_by_id[indication.then]
    condition = book.condition_by_id[str(indication.when.condition)]
    named = (
        f"{condition.in_words}, which it calls {condition.document_name}"
        if condition.document_name
        else condition.in_words
    )
    return f"The document lists {option.in_words} for {named}."
