"""The engine: from the answers of one visitor to an outcome, always the same for the same rules.

>>> from engine import Answers, explore
>>> outcome = explore(Answers(location="lower_back", conditions={"herniated_disc"}))
>>> [listed.option.id for listed in outcome.options]
['epidural_steroid_injection', 'radiofrequency_ablation', 'nerve_block']
"""

from engine.answers import Answers
from engine.errors import (
    AnswersError,
    DocumentError,
    EngineError,
    InferenceError,
    RuleBookError,
    UnknownIdError,
)
from engine.explorer import Explorer, explore
from engine.outcome.records import Outcome
from engine.rule_book.loading import load_rule_book
from engine.rule_book.records import RuleBook

__all__ = [
    "Answers",
    "AnswersError",
    "DocumentError",
    "EngineError",
    "Explorer",
    "InferenceError",
    "Outcome",
    "RuleBook",
    "RuleBookError",
    "UnknownIdError",
    "explore",
    "load_rule_book",
]
