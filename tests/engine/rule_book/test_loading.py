"""Reading the rule book: what ships holds together, whatever is broken is named."""

import shutil
import tomllib
from pathlib import Path
from typing import Any

import pytest

from engine import Answers, Explorer, RuleBookError, load_rule_book
from engine.rule_book.loading import RULES_DIRECTORY, default_rule_book
from tests.engine.broken_files import assert_says, break_files, broken_files, edit
from tests.engine.child import HUNG, run_child

BROKEN = Path(__file__).parents[2] / "broken_rules"


def many_conditions(number: int) -> str:
    """More conditions for the rule book."""
    return "\n".join(
        f'[[condition]]\nid = "extra_{n}"\nname = "Extra {n}"\nin_words = "extra {n}"\n'
        'description = "One more."\noffered_at = ["leg"]'
        for n in range(number)
    )


def many_indications(number: int) -> str:
    """An indication for each of as many conditions, which together hold as many constants."""
    return "\n".join(
        f'[[indication]]\nid = "nerve_block_for_extra_{n}"\nwhen = {{ condition = "extra_{n}" }}\n'
        'then = "nerve_block"\ncitations = [{ section = "Introduction", phrase = "pain" }]'
        for n in range(number)
    )


def constants_of_conditions() -> int:
    """With how many conditions the shipped rules compare."""
    book = load_rule_book()
    antecedents = [
        *(rule.when for rule in book.implications),
        *(rule.when for rule in book.indications),
    ]
    return len({antecedent.condition for antecedent in antecedents} - {None})


@pytest.mark.parametrize("case", broken_files(BROKEN))
def test_broken_rules_are_named(rules_copy: Path, case: dict[str, Any]) -> None:
    """What is wrong in a rule file is an error that names the file, the record and the fault."""
    break_files(rules_copy, case)
    with pytest.raises(RuleBookError) as caught:
        load_rule_book(rules_copy)
    assert_says(str(caught.value), case)


def test_a_copy_of_the_rules_is_the_same_rule_book(rules_copy: Path) -> None:
    """The book is what the files say, wherever they are: so a broken copy is broken by its edit."""
    assert load_rule_book() == load_rule_book(rules_copy)


def test_the_default_rule_book_is_read_once() -> None:
    """The shipped rule book is that of `rules/`, and is shared."""
    assert load_rule_book(RULES_DIRECTORY) == default_rule_book()
    assert default_rule_book() is default_rule_book()


def test_every_record_of_the_files_is_in_the_book() -> None:
    """No record of a rule file is left out, and their order is kept."""
    book = load_rule_book()
    for file, key, records in (
        ("locations", "location", book.locations),
        ("conditions", "condition", book.conditions),
        ("options", "option", book.options),
        ("implications", "implication", book.implications),
        ("indications", "indication", book.indications),
        ("closing", "also_named", book.also_named),
    ):
        written = tomllib.loads((RULES_DIRECTORY / f"{file}.toml").read_text(encoding="utf-8"))
        assert [entry["id"] for entry in written[key]] == [record.id for record in records]


def test_bytes_that_are_not_utf_8_are_refused(rules_copy: Path) -> None:
    """A file in another encoding is an error that names it."""
    (rules_copy / "options.toml").write_bytes("# Schön\n".encode("latin-1"))
    with pytest.raises(RuleBookError, match=r"^rules/options\.toml: not valid TOML"):
        load_rule_book(rules_copy)


def test_more_constants_than_durable_rules_holds(rules_copy: Path) -> None:
    """A book that would fill durable_rules and hang it is refused; one that loads is answered."""
    compared = constants_of_conditions()
    # One more for the location. A limit that is drawn somewhat closer than need be is fine too.
    others = len(load_rule_book().warning_signs) + 1
    sizes = [total - others for total in range(500, 516, 2)]
    for size in sizes:
        copy = rules_copy.parent / str(size)
        shutil.copytree(rules_copy, copy)
        edit(copy / "conditions.toml", append=many_conditions(size - compared))
        edit(copy / "indications.toml", append=many_indications(size - compared))
    child = run_child(f"""
from pathlib import Path
from engine import Answers, Explorer, RuleBookError, load_rule_book
for size in {sizes}:
    try:
        explorer = Explorer(load_rule_book(Path({str(rules_copy.parent)!r}) / str(size)))
    except RuleBookError as error:
        assert "durable_rules holds at most" in str(error), error
        print("refused", flush=True)
        continue
    print("loaded", flush=True)
    for condition in ("extra_0", "crps"):
        outcome = explorer.evaluate(Answers(location="leg", conditions={{condition}}))
        assert "nerve_block" in [listed.option.id for listed in outcome.options]
""")
    assert child.returncode != HUNG, f"a book that was loaded hangs:\n{child.stdout}"
    assert child.returncode == 0, child.stderr
    told = child.stdout.split()
    assert len(told) == len(sizes)
    assert told == sorted(told), "the larger book is refused, the smaller loaded"
    assert told[0] == "loaded"
    assert told[-1] == "refused"


def test_a_condition_reached_in_two_ways_is_no_circle(rules_copy: Path) -> None:
    """A condition that is implied in two ways is no circle, and each way is a reason."""
    edit(
        rules_copy / "implications.toml",
        append="""[[implication]]
id = "facet_joint_arthritis_is_back_neck_pain"
when = { condition = "facet_joint_arthritis" }
then = "back_neck_pain"
because = "ours"
says = "It is in the back."
""",
    )
    explorer = Explorer(load_rule_book(rules_copy))
    answers = Answers(location="neck", conditions={"facet_joint_arthritis"})
    reasons = {o.option.id: len(o.reasons) for o in explorer.evaluate(answers).options}
    assert reasons == {
        "radiofrequency_ablation": 1,
        "nerve_block": 3,
        "facet_joint_injection": 1,
    }
