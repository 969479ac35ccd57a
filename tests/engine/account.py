"""An outcome of the engine in the oracle's words, so that the two can be compared."""

from itertools import combinations

from hypothesis import strategies as st

from engine import Answers, Outcome, RuleBook
from engine.rule_book.records import RuleKind
from tests.engine import oracle

COMBINABLE = tuple(c for c in oracle.CONDITIONS if c not in oracle.STAND_ALONE)

EVERY_SINGLE = tuple(
    Answers(location=location, conditions=frozenset({condition}))
    for location in oracle.LOCATIONS
    for condition in oracle.CONDITIONS
)
EVERY_PAIR = tuple(
    Answers(location=location, conditions=frozenset(pair))
    for location in oracle.LOCATIONS
    for pair in combinations(COMBINABLE, 2)
)

several_conditions = st.builds(
    Answers,
    location=st.sampled_from(oracle.LOCATIONS),
    conditions=st.frozensets(st.sampled_from(COMBINABLE), min_size=1),
)


def account_of(outcome: Outcome, book: RuleBook) -> oracle.Expected:
    """What the outcome says, in the form in which the oracle says what it should."""
    concluded = {
        conclusion
        for firing in outcome.trace
        if firing.kind is RuleKind.IMPLICATION
        for conclusion in firing.concludes
    }
    indications = {indication.id: indication for indication in book.indications}
    return oracle.Expected(
        options=tuple(listed.option.id for listed in outcome.options),
        basis={listed.option.id: str(listed.basis) for listed in outcome.options},
        editorial=frozenset(listed.option.id for listed in outcome.options if listed.editorial),
        sections={
            listed.option.id: frozenset(
                citation.section
                for reason in listed.reasons
                for citation in indications[reason.rule].citations
            )
            for listed in outcome.options
        },
        also_named=tuple(option.id for option in outcome.also_named),
        implied=frozenset(concluded) - outcome.answers.conditions,
        if_found={
            found.condition.id: tuple(listed.option.id for listed in found.options)
            for found in outcome.if_found
        },
    )
