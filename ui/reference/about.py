"""About: what the app is, where its words come from, what happens to answers."""

from __future__ import annotations

import streamlit as st

from engine.analysis.signatures import not_reviewed
from engine.appointment.sheet import day_in_words
from engine.rule_book.loading import default_rule_book
from engine.rule_book.reviews import by_clinicians, default_reviews
from engine.rule_book.scorecard import scorecard_if_any
from ui.reference.scorecard import result_in_words
from ui.rendering import rendered
from ui.words import CLEAR, rules_in_words

TITLE = "About"


def view() -> None:
    """Show the page."""
    st.html(page())


def page() -> str:
    """The page as HTML."""
    book, scorecard = default_rule_book(), scorecard_if_any()
    return rendered(
        "about.html",
        heading=TITLE,
        document=book.edition.document,
        introduction=book.introduction,
        kept_for=duration(int(st.get_option("server.disconnectedSessionTTL"))),
        sources=book.sources,
        reviews=by_clinicians(default_reviews()),
        not_reviewed=not_reviewed(default_reviews(), book),
        rules=rules_in_words(),
        clear=CLEAR,
        scorecard=scorecard,
        judged_on=day_in_words(scorecard.judgment.judged_on) if scorecard is not None else "",
        result_in_words=result_in_words,
    )


def duration(seconds: int) -> str:
    """A time in words: whole minutes where it is that, otherwise seconds."""
    count, unit = (seconds, "second") if seconds % 60 else (seconds // 60, "minute")
    return f"{count} {unit}{'' if count == 1 else 's'}"
