"""The words that every explanation shares, so that one thing is worded in one way everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.rule_book.records import Indication, Record, WarningSign

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.answers import Answers
    from engine.inference.facts import FactPath
    from engine.outcome.records import Firing, ListedOption, Outcome
    from engine.rule_book.records import Benefit, Option, Rule, RuleBook, When


class Paragraph(Record):
    """A sentence, or the start of one that its items complete, to be shown as a list or in line."""

    text: str
    items: tuple[str, ...] = ()
    conjunction: str = "and"

    @property
    def lead(self) -> str:
        """The text as it stands above a list of the items."""
        return f"{self.text.removesuffix(':')}:" if self.items else self.text

    @property
    def sentence(self) -> str:
        """The whole in line: the text, then its items joined."""
        return f"{self.text} {joined(self.items, self.conjunction)}." if self.items else self.text


def joined(parts: Sequence[str], conjunction: str = "and") -> str:
    """Words joined as a sentence joins them: a, b and c; with semicolons where they hold commas."""
    if len(parts) == 1:
        return parts[0]
    comma = ";" if any("," in part for part in parts) else ","
    before_last = comma if comma == ";" else ""
    return f"{f'{comma} '.join(parts[:-1])}{before_last} {conjunction} {parts[-1]}"


def lower_first(words: str) -> str:
    """Words as they stand inside a sentence: an abbreviation keeps its capitals, as does "I"."""
    first, *_ = words.split(maxsplit=1)
    is_name = first == "I" or any(letter.isupper() for letter in first[1:])
    return words if is_name else f"{words[0].lower()}{words[1:]}"


def about_lists(book: RuleBook) -> str:
    """What to know of the document's lists, and what to do."""
    return f"{book.edition.about_lists} Ask about it."


def you_said(answer: str) -> str:
    """What was answered, as a sentence."""
    return f"You said: {answer}."


def answers_in_words(answers: Answers, book: RuleBook) -> str:
    """What was answered, as part of a sentence: the location, then the conditions."""
    return joined(
        [
            book.location_by_id[answers.location].in_words,
            *(c.in_words for c in book.conditions if c.id in answers.conditions),
        ]
    )


def listed_in_words(outcome: Outcome) -> str:
    """How much is listed, in one sentence or two."""
    count = len(outcome.options)
    if not count:
        return "The document lists no treatment for this. Something else may still help you."
    options = "1 treatment" if count == 1 else f"{count} treatments"
    return f"The document lists {options} to talk about with a specialist."


def rule_in_words(rule: Rule, book: RuleBook) -> str:
    """What a rule says, in one plain sentence or two."""
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


def place_in_words(when: When, book: RuleBook) -> str | None:
    """Where the pain must be for an antecedent to hold; None if it can be anywhere.

    Args:
        when: The antecedent.
        book: The rule book.

    Returns:
        Part of a sentence, such as "pain in the neck or back".
    """
    if when.location is not None:
        return book.location_by_id[when.location].in_words
    if when.region is not None:
        return f"{book.edition.complaint} in {book.region_by_id[when.region].in_words}"
    return None


def relevant_benefits(listed: ListedOption, book: RuleBook) -> tuple[Benefit, ...]:
    """What the document says that a listed option can do: of any condition, or of one that counts.

    Args:
        listed: The option with its reasons; a condition counts if a reason leads through it.
        book: The rule book that the outcome was computed with.
    """
    rules = [book.rules[reason.rule] for reason in listed.reasons]
    conditions = {rule.when.condition for rule in rules if isinstance(rule, Indication)}
    return tuple(
        benefit
        for benefit in listed.option.benefit
        if benefit.condition is None or benefit.condition in conditions
    )


def also_named_in_words(
    outcome: Outcome, book: RuleBook
) -> tuple[tuple[str, tuple[Option, ...]], ...]:
    """What each rule on options with no condition says, with those options that it adds.

    Args:
        outcome: An outcome.
        book: The rule book that it was computed with.

    Returns:
        For each such rule with an option that the outcome does not list already: its sentence, and
        those options.
    """
    found = (
        (rule.says, tuple(option for option in outcome.also_named if option.id in rule.then))
        for rule in book.also_named
    )
    return tuple((says, options) for says, options in found if options)


def firing_in_words(firing: Firing, book: RuleBook) -> str:
    """What the rule of a firing says, in whole sentences; a warning sign says why as well."""
    rule = book.rules[firing.rule]
    words = rule_in_words(rule, book)
    return f"{words} {rule.why}" if isinstance(rule, WarningSign) else words


def fact_in_words(path: FactPath, answers: Answers, book: RuleBook) -> str:
    """A fact of working memory as part of a sentence.

    Args:
        path: Where the fact came from, as a firing names it.
        answers: What was answered.
        book: The rule book.

    Returns:
        Such as "a slipped disc", or "back or neck pain, from a slipped disc".
    """
    origin = origin_in_words(path, answers, book)
    if path.last_rule is None:
        return origin
    (condition,) = book.rules[path.last_rule].conclusions
    return f"{book.condition_by_id[condition].in_words}, from {origin}"


def origin_in_words(path: FactPath, answers: Answers, book: RuleBook) -> str:
    """The answer from which a fact came, as part of a sentence."""
    if path.is_location:
        return book.location_by_id[answers.location].in_words
    if path.answer in book.condition_by_id:
        return book.condition_by_id[path.answer].in_words
    return book.warning_sign_by_id[path.answer].name
