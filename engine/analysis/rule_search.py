"""Finding rules: by what they say, by what they are about, by where the document says it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.outcome.wording import rule_in_words
from engine.rule_book.records import AlsoNamed, Implication, Indication, WarningSign

if TYPE_CHECKING:
    from engine.rule_book.records import Citation, Rule, RuleBook


class RuleQuery(NamedTuple):
    """What a rule must be like; None and no words for whatever it is.

    Attributes:
        words: Words that all stand in its sentence, ids, names, reasons, or phrases cited.
        kind: The kind of rule.
        option: The id of an option that it concludes.
        condition: The id of a condition that it looks at or concludes.
        location: The id of a location at which it can fire.
        section: A section of the document that it cites.
    """

    words: str = ""
    kind: str | None = None
    option: str | None = None
    condition: str | None = None
    location: str | None = None
    section: str | None = None


def find_rules(query: RuleQuery, book: RuleBook) -> tuple[Rule, ...]:
    """The rules that a query asks for, in the order of salience.

    Args:
        query: What they must be like.
        book: The rule book.
    """
    words = query.words.casefold().split()
    return tuple(
        rule
        for rule in book.rules.values()
        if query.kind in {None, rule.kind}
        and (query.option is None or _lists(rule, query.option))
        and (query.condition is None or _is_about(rule, query.condition))
        and (query.location is None or fires_at(rule, query.location, book))
        and query.section in {None, *(citation.section for citation in citations_of(rule))}
        and _holds(rule, words, book)
    )


def sections_cited(book: RuleBook) -> tuple[str, ...]:
    """The sections of the document that some rule cites, in the order of the rules."""
    cited = (citation.section for rule in book.rules.values() for citation in citations_of(rule))
    return tuple(dict.fromkeys(cited))


def citations_of(rule: Rule) -> tuple[Citation, ...]:
    """The places of the document that a rule cites; none for a warning sign."""
    return () if isinstance(rule, WarningSign) else rule.citations


def fires_at(rule: Rule, location: str, book: RuleBook) -> bool:
    """Whether a rule can fire where the pain is at a location."""
    if isinstance(rule, WarningSign):
        return location in rule.locations
    when = rule.when
    region = book.location_by_id[location].region
    return when.location in {None, location} and when.region in {None, region}


def _lists(rule: Rule, option: str) -> bool:
    return isinstance(rule, Indication | AlsoNamed) and option in rule.conclusions


def _is_about(rule: Rule, condition: str) -> bool:
    if isinstance(rule, Implication):
        return condition in {rule.when.condition, rule.then}
    return isinstance(rule, Indication) and condition == rule.when.condition


def _holds(rule: Rule, words: list[str], book: RuleBook) -> bool:
    if not words:
        return True
    ids = [*rule.conclusions]
    said = [rule_in_words(rule, book), rule.id, rule.justification or ""]
    said += [f"{citation.place} {citation.phrase}" for citation in citations_of(rule)]
    if isinstance(rule, WarningSign):
        said += [rule.name, rule.why, *rule.locations]
        for support in rule.sources:
            source = book.source_by_id[support.source]
            said += [source.publisher, source.title, support.says]
    else:
        ids += [one for one in (rule.when.condition, rule.when.location, rule.when.region) if one]
    named = (book.location_by_id, book.condition_by_id, book.option_by_id)
    said += [*ids, *(known[one].name for known in named for one in ids if one in known)]
    text = " ".join(said).casefold()
    return all(word in text for word in words)
