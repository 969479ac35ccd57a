"""The page Before you go says all that the preparation book does, the medicines first."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from engine.appointment.loading import default_preparation_book
from engine.rule_book.fingerprints import fingerprint
from engine.rule_book.reviews import Review
from ui.appointment import before_you_go
from ui.appointment.before_you_go import TITLE, page
from ui.plain_text import text_blocks

if TYPE_CHECKING:
    import pytest

PREPARATION = default_preparation_book()
TEXTS = text_blocks(page())


def test_the_message_on_medicines_comes_first() -> None:
    """Below the heading stands, before anything else, that no medicine is stopped."""
    assert TEXTS[0] == TITLE
    assert TEXTS[1].startswith("Tell them. Do not stop anything yourself.")


def test_the_page_never_says_to_stop() -> None:
    """Around the list, too, the word stands only where it says not to."""
    said = re.sub(r"<details.*?</details>", "", page(), flags=re.DOTALL)
    assert re.findall(r"\w+ \w+ stop\w*", said) == ["Do not stop"] * said.count("stop")


def test_everything_is_said_in_the_order_of_the_files() -> None:
    """Each thing to tell, then each thing to bring: its name, what to do, why."""
    items = (*PREPARATION.tell, *PREPARATION.bring)
    expected = [text for item in items for text in (item.name, item.says, item.why)]
    assert [text for text in TEXTS if text in expected] == expected


def test_every_source_is_there_with_its_dates() -> None:
    """Behind one summary stands each source: who, what, where, how it was read, and when."""
    (details,) = re.findall(r"<details.*?</details>", page(), re.DOTALL)
    shown = " ".join(" ".join(text_blocks(details)).split())
    assert f"All {len(PREPARATION.sources)} sources" in shown
    for source in PREPARATION.sources:
        assert (
            f"{source.publisher}. {source.title}. {source.address}. Read on {source.read_on} as a "
            f"{source.read_as}. To be read again by {source.look_again_on}."
        ) in shown
        assert (source.note or "") in shown


def test_nothing_leads_to_another_host() -> None:
    """Addresses are text: nothing on the page can be followed or is loaded."""
    assert re.findall(r"\b(?:href|src)\s*=|<(?:a|img|script|link|iframe)\b", page()) == []


def test_it_says_that_no_clinician_has_read_it() -> None:
    """The page does not look reviewed while it is not."""
    assert "No clinician has read this page yet." in " ".join(TEXTS)


def test_what_clinicians_have_signed_is_not_called_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sentence follows from who has signed: all of the page, some of it, or none."""
    signed = {
        kind: {one.id: fingerprint(one) for one in held}
        for kind, held in (("tell", PREPARATION.tell), ("bring", PREPARATION.bring))
    }
    for some, expected in (
        (signed, None),
        (signed | {"bring": {}}, "No clinician has read all of this page yet."),
        ({"tell": dict.fromkeys(signed["tell"], "0" * 16)}, "No clinician has read this page yet."),
    ):
        review = Review(
            reviewer="N. N., nurse", role="clinician", date=date(2026, 1, 1), what="-", signed=some
        )
        monkeypatch.setattr(before_you_go, "default_reviews", lambda review=review: (review,))
        said = re.findall(r"No clinician has read [^.]*\.", page())
        assert said == ([expected] if expected else [])
