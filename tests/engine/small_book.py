"""The smallest rule files that hold together, made up for tests that read very many of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_CITED = 'citations = [{ section = "Limits", phrase = "cold" }]'

FILES: dict[str, str] = {
    "book.toml": """
[book]
version = 2026-01-02
document = "A small document"
""",
    "locations.toml": """
[[region]]
id = "upper"
in_words = "the upper half"

[[location]]
id = "nose"
name = "Nose"
in_words = "a cold in the nose"
region = "upper"

[[location]]
id = "toe"
name = "Toe"
in_words = "a cold toe"
note = "The big one."
""",
    "conditions.toml": """
[[condition]]
id = "snow"
name = "Snow"
in_words = "snow"
description = "It is white."
offered_at = ["nose", "toe"]

[[condition]]
id = "ice"
name = "Ice"
in_words = "ice"
description = "It is hard."
offered_at = ["toe"]

[[condition]]
id = "not_sure"
name = "Not sure"
in_words = "nothing that I know"
description = "You do not know."
offered_at = ["nose", "toe"]
stands_alone = true
not_sure = true
""",
    "options.toml": f"""
[[option]]
id = "cap"
name = "A cap"
medical_name = "Cap"
in_words = "caps"
description = "You put it on."
explained_by = "document"
{_CITED}
what_it_is = {{ says = "It is made of wool.", {_CITED} }}

[[option]]
id = "sock"
name = "A sock"
medical_name = "Sock"
in_words = "socks"
description = "You pull it up."
explained_by = "document"
{_CITED}

[[omission]]
id = "cost"
name = "what it costs"
unsaid = ["price"]
""",
    "implications.toml": """
[[implication]]
id = "ice_is_snow"
when = { condition = "ice" }
then = "snow"
because = "ours"
says = "Ice was snow."
""",
    "indications.toml": f"""
[[indication]]
id = "cap_for_snow"
when = {{ condition = "snow", region = "upper" }}
then = "cap"
{_CITED}

[[indication]]
id = "sock_for_ice"
when = {{ condition = "ice", location = "toe" }}
then = "sock"
{_CITED}
""",
    "warning_signs.toml": """
[[source]]
id = "nobody"
publisher = "Nobody"
title = "Cold"
address = "https://example.org/cold"
read_on = 2026-01-02
look_again_on = 2096-01-02
read_as = "page"

[[warning_sign]]
id = "white_toe"
level = "urgent"
locations = ["toe"]
name = "A white toe"
why = "It is too cold."
action = "Go inside today."
sources = [{ source = "nobody", supports = "urgent", says = "Go inside" }]
""",
    "closing.toml": f"""
[[also_named]]
id = "others"
then = ["sock"]
says = "The document names these too."
{_CITED}

[limits]
id = "not_for_all"
says = "This does not suit everybody."
{_CITED}

[[limits.alternative]]
id = "tea"
name = "Tea"
description = "It is hot."
{_CITED}

[closing]
id = "go_in"
name = "Go inside"
says = "Talk with somebody who knows the cold."
{_CITED}
""",
    "words.toml": """
[[word]]
id = "cold"
name = "Cold"
description = "Not warm."
""",
    "introduction.toml": f"""
[[statement]]
id = "what"
name = "What it is"
says = "It is cold."
{_CITED}
""",
    "outline.toml": """
[[section]]
name = "Limits"
""",
    "cases.toml": """
[[case]]
id = "one"
title = "Ice"
level = "introductory"
group = "Toes"
objective = "Count to 1."
vignette = "A toe is cold."
answers = { location = "toe", conditions = ["ice"], warning_signs = ["white_toe"] }
question = "What is listed?"
answer = "A sock."
expected = ["sock"]
rule_point = "One."
clinical_point = "Two."
leader_notes = "Three."
""",
}


def write_small_book(directory: Path) -> Path:
    """Write the files into a folder of their own.

    Args:
        directory: The folder, which is made if it is not there.
    """
    directory.mkdir(exist_ok=True)
    for name, text in FILES.items():
        (directory / name).write_text(text, encoding="utf-8")
    return directory
