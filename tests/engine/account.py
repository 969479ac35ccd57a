"""An outcome of the engine in the oracle's words, so that the two can be compared."""

from collections import Counter
from itertools import combinations

from hypothesis import strategies as st

from engine import Answers, Outcome, RuleBook
from engine.rule_book.document import citations
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


def rules_that_differ(book: RuleBook) -> list[str]:
    """The rules and records that the oracle accounts for otherwise, whatever comes out in the end.

    An indication is called after what it lists and for what; each cause that the document names has
    its implication; a record rests on as many phrases as were counted.
    """
    misnamed = [
        rule.id for rule in book.indications if rule.id != f"{rule.then}_for_{rule.when.condition}"
    ]
    causes = {(cause, "back_neck_pain") for cause in oracle.CAUSES_OF_BACK_AND_NECK_PAIN} | {
        (cause, caused)
        for causes, caused in (
            (oracle.CAUSES_OF_HEADACHES, "headache"),
            (oracle.CAUSES_OF_NEUROPATHIC_PAIN, "neuropathic_pain"),
        )
        for cause in causes
    }
    encoded = {(str(rule.when.condition), rule.then) for rule in book.implications}
    missing = [f"{cause} causes {caused}" for cause, caused in sorted(causes - encoded)]
    counts = Counter(owner for owner, _ in citations(book))
    several = {owner: count for owner, count in counts.items() if count > 1}
    otherwise = dict(several.items() ^ oracle.SEVERAL_PHRASES.items())
    return [*misnamed, *missing, *otherwise]
