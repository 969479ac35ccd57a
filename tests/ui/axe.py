"""What axe finds wrong on a page, by every rule that it has for WCAG or counts as best practice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from axe_playwright_python.base import AXE_SCRIPT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]


def violations(page: Page, rules: Sequence[str] = RULES) -> list[str]:
    """Look at the page as it stands.

    Args:
        page: On any address, with the app there or not.
        rules: The groups of axe's rules that must hold.

    Returns:
        One text for each element that breaks a rule: the rule, the element, and what is wrong.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found: list[str] = page.evaluate(
        """async (options) => {
            const { violations } = await axe.run(options);
            return violations.flatMap(({ id, nodes }) => nodes.map(
                (node) => `${id}: ${node.target.join(" ")} ${node.failureSummary}`));
        }""",
        # To describe what is in order as well takes several times as long as to look at it.
        {"runOnly": {"type": "tag", "values": rules}, "resultTypes": ["violations"]},
    )
    return found
