"""From firings to an outcome: which options, for which reasons, in which order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import InferenceError
from engine.inference.facts import PATH_SEPARATOR
from engine.outcome.records import (
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
from engine.rule_book.records import (
    LOCATION_PATH,
    AlsoNamed,
    Closing,
    Implication,
    Indication,
    Limits,
    WarningSign,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from engine.answers import Answers
    from engine.inference.forward_chaining import Fired
    from engine.rule_book.records import Rule, RuleBook


class Explanation:
    """Puts what the rules concluded together for a reader.

    What an answer or a rule says depends on the rule book alone, so it is put into words once.
    """

    def __init__(self, book: RuleBook) -> None:
        """Put the answers and the rules of a rule book into words."""
        self._book = book
        self._located = {one.id: _answered(one.id, one.in_words) for one in book.locations}
        self._named = {one.id: _answered(one.id, one.in_words) for one in book.conditions}
        self._ruled = {rule.id: _ruled(rule, book) for rule in book.rules.values()}
        self._notices = {
            sign.id: Notice(
                sign=sign, sources=tuple(book.source_by_id[one.source] for one in sign.sources)
            )
            for sign in book.warning_signs
        }
        closing = book.closing
        self._consult = Consult(
            rule=closing.id, name=closing.name, says=closing.says, citations=closing.citations
        )

    def outcome(
        self, answers: Answers, firings: Sequence[Fired], if_found: tuple[IfFound, ...] = ()
    ) -> Outcome:
        """Build the outcome of some answers.

        Args:
            answers: What the visitor answered.
            firings: Every firing of the rules, in order.
            if_found: What the document lists for each condition that may still be found.

        Returns:
            The outcome: options listed for the very answers first, then those listed for what the
            answers amount to, each in the document's order.

        Raises:
            InferenceError: The closing rule did not fire last. Such an outcome is never shown.
        """
        rules = [fired.rule for fired in firings]
        if not rules or not isinstance(rules[-1], Closing):
            last = rules[-1].id if rules else "nothing"
            raise InferenceError(
                f"the closing rule {self._book.closing.id!r} must fire last; last was {last!r}"
            )
        options = self._listed_options(answers, firings)
        return Outcome(
            answers=answers,
            urgent=tuple(self._notices[rule.id] for rule in rules if isinstance(rule, WarningSign)),
            options=options,
            also_named=tuple(
                option
                for option in self._book.options
                if option.id in _also_named(rules)
                and option.id not in {listed.option.id for listed in options}
            ),
            alternatives=tuple(
                alternative
                for rule in rules
                if isinstance(rule, Limits)
                for alternative in rule.alternative
            ),
            if_found=if_found,
            trace=tuple(
                Firing(
                    step=step,
                    rule=fired.rule.id,
                    kind=fired.rule.kind,
                    salience=self._book.salience[fired.rule.id],
                    fact=fired.fact["path"],
                    concludes=conclusions(fired.rule),
                )
                for step, fired in enumerate(firings, start=1)
            ),
            consult=self._consult,
        )

    def _listed_options(
        self, answers: Answers, firings: Iterable[Fired]
    ) -> tuple[ListedOption, ...]:
        reasons: dict[str, list[Reason]] = {}
        for fired in firings:
            if isinstance(fired.rule, Indication):
                reason = self._reason(answers, fired.rule, fired.fact["path"])
                reasons.setdefault(fired.rule.then, []).append(reason)
        in_document_order = [
            ListedOption(option=option, reasons=tuple(sorted(reasons[option.id], key=_directness)))
            for option in self._book.options
            if option.id in reasons
        ]
        return tuple(sorted(in_document_order, key=lambda listed: listed.basis is Basis.IMPLIED))

    def _reason(self, answers: Answers, indication: Indication, path: str) -> Reason:
        answer, *rule_ids = path.split(PATH_SEPARATOR)
        rules = [self._book.rules[rule] for rule in rule_ids]
        implications = [rule for rule in rules if isinstance(rule, Implication)]
        answered = (
            self._located[answers.location] if answer == LOCATION_PATH else self._named[answer]
        )
        applied: tuple[Implication | Indication, ...] = (*implications, indication)
        return Reason(
            rule=indication.id,
            basis=Basis.IMPLIED if implications else Basis.LISTED,
            editorial=any(rule.editorial for rule in implications),
            chain=(answered, *(self._ruled[rule.id] for rule in applied)),
            citations=tuple(citation for rule in applied for citation in rule.citations),
        )


def conclusions(rule: Rule) -> tuple[str, ...]:
    """The ids that a rule concludes: a condition, options, alternatives, or itself."""
    match rule:
        case Implication() | Indication():
            return (rule.then,)
        case AlsoNamed():
            return rule.then
        case Limits():
            return tuple(alternative.id for alternative in rule.alternative)
        case WarningSign() | Closing():
            return (rule.id,)


def rule_in_words(rule: Rule, book: RuleBook) -> str:
    """What a rule says, as one plain sentence."""
    if isinstance(rule, WarningSign):
        return rule.action
    if not isinstance(rule, Indication):
        return rule.says
    option = book.option_by_id[rule.then]
    condition = book.condition_by_id[str(rule.when.condition)]
    named = condition.in_words
    if condition.document_name:
        named = f"{named}. It calls this {condition.document_name}"
    return f"The document lists {option.in_words} for {named}."


def _also_named(rules: Iterable[Rule]) -> set[str]:
    return {option for rule in rules if isinstance(rule, AlsoNamed) for option in rule.then}


def _answered(answer: str, in_words: str) -> Step:
    return Step(kind="answer", id=answer, concludes=answer, says=f"You said: {in_words}.")


def _ruled(rule: Rule, book: RuleBook) -> Step:
    return Step(
        kind=rule.kind,
        id=rule.id,
        concludes=conclusions(rule)[0],
        says=rule_in_words(rule, book),
    )


def _directness(reason: Reason) -> tuple[bool, bool, int]:
    return reason.basis is Basis.IMPLIED, reason.editorial, len(reason.chain)
