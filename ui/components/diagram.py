"""A pathway's diagram on the page, in the page's own colors."""

from __future__ import annotations

from ui.components.mounting import component, wrapped


def diagram(svg: str, *, step_presses: int, key: str) -> None:
    """Show an SVG that `ui.teaching.diagram.drawing.draw` has drawn.

    Args:
        svg: The drawing, with its title and description.
        step_presses: How often a step was asked for. When this changes, the step is brought into
            sight.
        key: The key of the component.
    """
    component("pathway")(key=key, data=wrapped({"svg": svg, "step_presses": step_presses}))
