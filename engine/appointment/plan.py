"""What a visitor wants to bring up at the appointment, in ticks and in words of their own."""

from __future__ import annotations

import re
import unicodedata
from typing import Annotated, ClassVar

from pydantic import AfterValidator, Field

from engine.rule_book.records import Id, Record

MAX_TEXT = 600
"""The most characters that one text of a visitor's own may have."""
MAX_QUESTION = 200
"""The most characters that a question of a visitor's own may have."""
MAX_OWN_QUESTIONS = 5
MAX_IMPORTANT = 3
"""How many questions come first on the sheet."""


def clean(text: str) -> str:
    """A visitor's own text as it is kept: plain characters only, and not too many of them.

    Control characters go, so do those that turn the direction of the text around what follows, and
    lone surrogates. Line breaks stay; three and more become two.

    Args:
        text: Anything.

    Returns:
        The text, without space around it, at most `MAX_TEXT` characters.
    """
    lines = re.sub(r"\r\n?|[\u2028\u2029]", "\n", text)
    kept = "".join(
        " " if char == "\t" else char
        for char in lines
        if char in "\n\t\u200d" or unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
    )
    return re.sub(r"\n{3,}", "\n\n", kept).strip()[:MAX_TEXT].strip()


OwnText = Annotated[str, AfterValidator(clean)]


def _one_line(text: str) -> str:
    return " ".join(clean(text).split())[:MAX_QUESTION].strip()


class OwnQuestion(Record):
    """A question in the visitor's own words, or the place for one that is not written yet."""

    asks: Annotated[str, AfterValidator(_one_line)] = ""
    important: bool = False


class Plan(Record):
    """What a visitor wants to bring up. It never reaches the engine and changes no outcome.

    Attributes:
        matters: The ids of what matters to the visitor.
        topics: The ids of what else the visitor would like to talk about.
        how_long: How long the pain has lasted.
        tried: What was tried.
        goals: What the visitor wants to do again.
        important: The ids of the most important questions, in the order of the list.
        own_questions: Questions of the visitor's own.
    """

    TEXTS: ClassVar[tuple[str, ...]] = ("how_long", "tried", "goals")

    matters: frozenset[Id] = frozenset()
    topics: frozenset[Id] = frozenset()
    how_long: OwnText = ""
    tried: OwnText = ""
    goals: OwnText = ""
    important: Annotated[tuple[Id, ...], Field(max_length=MAX_IMPORTANT)] = ()
    own_questions: Annotated[tuple[OwnQuestion, ...], Field(max_length=MAX_OWN_QUESTIONS)] = ()

    @property
    def important_count(self) -> int:
        """How many questions are marked as most important."""
        return len(self.important) + sum(own.important for own in self.own_questions)
