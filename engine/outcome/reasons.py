"""From firings to an outcome: which options are listed, for which reasons, in which order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import InferenceError
from engine.inference.facts import path_of
from engine.outcome.records import (
    Basis,
    ChainStep,
    Consult,
    Firing,
    IfFound,
    ListedOption,
    Notice,
    Outcome,
    Reason,
)
from engine.outcome.wording import rule_in_words, you_said
from engine.rule_book.records import (
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
    from engine.inference.facts import FactPath
    from engine.inference.forward_chaining import RuleFiring
    from engine.rule_book.records import Condition, Location, Rule, RuleBook


class OutcomeBuilder:
    """Puts what the rules concluded together for a reader.

    What an answer or a rule says depends on the rule book alone, so it is put into words once.
    """

    def __init__(self, book: RuleBook) -> None:
        """Put the answers and the rules of a rule book into words."""
        self._book = book
        answers: tuple[Location | Condition, ...] = (*book.locations, *book.conditions)
        self._step_of_answer = {answer.id: _answer_step(answer) for answer in answers}
        self._step_of_rule = {rule.id: _rule_step(rule, book) for rule in book.rules.values()}
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

    def build(
        self, answers: Answers, firings: Sequence[RuleFiring], if_found: tuple[IfFound, ...] = ()
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
        also_named = _also_named(rules) - {listed.option.id for listed in options}
        return Outcome(
            answers=answers,
            urgent=tuple(self._notices[rule.id] for rule in rules if isinstance(rule, WarningSign)),
            options=options,
            also_named=tuple(o for o in self._book.options if o.id in also_named),
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
                    fact=path_of(fired.fact),
                    concludes=fired.rule.conclusions,
                )
                for step, fired in enumerate(firings, start=1)
            ),
            consult=self._consult,
        )

    def _listed_options(
        self, answers: Answers, firings: Iterable[RuleFiring]
    ) -> tuple[ListedOption, ...]:
        reasons: dict[str, list[Reason]] = {}
        for fired in firings:
            if isinstance(fired.rule, Indication):
                reason = self._reason(answers, fired.rule, path_of(fired.fact))
                reasons.setdefault(fired.rule.then, []).append(reason)
        in_document_order = [
            ListedOption(option=option, reasons=tuple(sorted(reasons[option.id], key=_directness)))
            for option in self._book.options
            if option.id in reasons
        ]
        return tuple(sorted(in_document_order, key=lambda listed: listed.basis is Basis.IMPLIED))

    def _reason(self, answers: Answers, indication: Indication, path: FactPath) -> Reason:
        rules = [self._book.rules[rule] for rule in path.rules]
        implications = [rule for rule in rules if isinstance(rule, Implication)]
        answer = answers.location if path.is_location else path.answer
        applied: tuple[Implication | Indication, ...] = (*implications, indication)
        return Reason(
            rule=indication.id,
            basis=Basis.IMPLIED if implications else Basis.LISTED,
            editorial=any(rule.editorial for rule in implications),
            chain=(
                self._step_of_answer[answer],
                *(self._step_of_rule[rule.id] for rule in applied),
            ),
            citations=tuple(citation for rule in applied for citation in rule.citations),
        )


def _also_named(rules: Iterable[Rule]) -> set[str]:
    return {option for rule in rules if isinstance(rule, AlsoNamed) for option in rule.then}


def _answer_step(answer: Location | Condition) -> ChainStep:
    return ChainStep(
        kind="answer", id=answer.id, concludes=answer.id, says=you_said(answer.in_words)
    )


def _rule_step(rule: Rule, book: RuleBook) -> ChainStep:
    return ChainStep(
        kind=rule.kind,
        id=rule.id,
        concludes=rule.conclusions[0],
        says=rule_in_words(rule, book),
    )


def _directness(reason: Reason) -> tuple[bool, bool, int]:
    return reason.basis is Basis.IMPLIED, reason.editorial, len(reason.chain)
