"""A source document made up for the tests, in the outline of the real one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.rule_book.document import citations
from engine.rule_book.loading import default_rule_book
from engine.rule_book.sentences import load_not_encoded

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def write_document(path: Path, *, more: str = "", without: str | None = None) -> Path:
    """Write a document that holds each cited phrase, and each phrase that nothing stands for.

    Args:
        path: The file to write.
        more: A further sentence, for the paragraph on limits.
        without: A phrase of `not_encoded.toml` that is left out.
    """
    texts: dict[tuple[str, str | None], list[str]] = {}
    cited = [(one.section, one.item, one.phrase) for _, one in citations(default_rule_book())]
    listed = [(one.section, one.item, one.phrase) for one in load_not_encoded()]
    for section, item, phrase in cited + [one for one in listed if one[2] != without]:
        texts.setdefault((section, item), []).append(f"Some words on {phrase} here.")

    def items(section: str) -> Iterable[str]:
        return (
            f"- {item}: {' '.join(phrases)}"
            for (at, item), phrases in texts.items()
            if at == section and item not in {None, "Other treatments"}
        )

    lines = [
        " ".join(texts["Introduction", None]),
        *items("Treatments"),
        " ".join(texts["Treatments", "Other treatments"]),
        " ".join(texts["Conditions", None]),
        *items("Conditions"),
        " ".join([*texts["Limits", None], more]),
        " ".join(texts["Conclusion", None]),
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path
