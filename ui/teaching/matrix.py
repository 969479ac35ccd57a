"""The matrix of conditions by options, every cell of which the engine computes."""

from __future__ import annotations

import streamlit as st

from engine.analysis.matrix import matrix, to_csv
from engine.explorer import default_explorer
from engine.rule_book.loading import default_rule_book
from ui import session
from ui.display import show
from ui.words import location_label, rules_in_words

TITLE = "Matrix"
_ALL_PLACES = "all"


def view() -> None:
    """Show the page."""
    show(
        "wide_heading.html",
        heading=TITLE,
        lead="Which option the document lists for which condition. The rules fill every cell.",
    )
    book = default_rule_book()
    chosen = st.selectbox(
        location_label(),
        [_ALL_PLACES, *book.location_by_id],
        format_func=lambda choice: (
            "All places" if choice == _ALL_PLACES else book.location_by_id[choice].name
        ),
        key="matrix_location",
    )
    location = None if chosen == _ALL_PLACES else chosen
    table = matrix(default_explorer(), location)
    place = book.location_by_id[location].name if location else "all places"
    session.queue_announcement(
        "matrix", f"The matrix shows {place}: {len(table.conditions)} conditions."
    )
    show(
        "matrix.html",
        table=table,
        rows=list(zip(table.conditions, table.rows, strict=True)),
        totals=list(zip(table.options, table.totals, strict=True)),
        place=place,
        locations=book.location_by_id,
    )
    st.download_button(
        "Download as CSV",
        to_csv(table, book, rules_in_words()),
        file_name=f"matrix_{location or 'all'}.csv",
        mime="text/csv",
        on_click="ignore",
    )
