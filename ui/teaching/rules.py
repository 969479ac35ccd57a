"""The rules: each in a sentence, one looked at closely, one changed to see what follows."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING

import streamlit as st

from engine.analysis.rule_search import RuleQuery, citations_of, find_rules, sections_cited
from engine.analysis.signatures import signed_as_they_read
from engine.analysis.without_rule import is_indispensable, without_rule
from engine.checking.draft import MOST_LETTERS
from engine.inference.ruleset import compile_ruleset
from engine.outcome.wording import rule_in_words
from engine.rule_book.loading import default_rule_book
from engine.rule_book.records import RuleKind, WarningSign
from engine.rule_book.reviews import default_reviews
from engine.rule_book.rule_text import table_of
from ui import session
from ui.book_changes import how_many, sections
from ui.components.file_download import file_download
from ui.display import show
from ui.settings import drafts_are_allowed
from ui.teaching import drafts
from ui.teaching.knowledge import knowledge_in_words
from ui.words import location_label

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from engine.analysis.compare_books import BookComparison
    from engine.analysis.matrix import Cell
    from engine.checking.draft import Draft
    from engine.rule_book.records import Rule
    from ui.book_changes import ChangeSection

TITLE = "Rules"
KINDS = {
    RuleKind.WARNING_SIGN: "Warning signs: what comes before anything else",
    RuleKind.IMPLICATION: "Implications: what the answers also mean",
    RuleKind.INDICATION: "Indications: which option is listed for which condition",
    RuleKind.ALSO_NAMED: "Also named: options with no condition given",
    RuleKind.LIMITS: "Limits: what may suit better",
    RuleKind.CLOSING: "Closing: what every outcome ends with",
}
BUSY = "Somebody else is trying a change just now. Please try again in a moment."
_ALL = ""
_LONGEST_SEARCH = 100
_TEXT = "draft_text"


def view() -> None:
    """Show all rules, or the one that is open."""
    rule = default_rule_book().rules.get(session.current().lesson.rule_id or "")
    if rule is None:
        _show_list()
    else:
        _show_rule(rule)


def _show_list() -> None:
    book = default_rule_book()
    show(
        "wide_heading.html",
        heading=TITLE,
        lead="Every rule that the answers run through, as one sentence. Open a rule to see it as "
        "the file has it, as the engine runs it, and what would be lost without it.",
    )
    lesson = session.current().lesson
    query = lesson.rule_query
    with st.container(key="rules_search"):
        words = _kept_text("Search the rules", "rules_words", query.words)
        with st.expander("Filter the rules"), st.container(key="rules_filters"):
            query = RuleQuery(
                words=words,
                kind=_choice("Kind of rule", "kind", query.kind, list(RuleKind), _kind_words),
                option=_choice(
                    "Treatment option",
                    "option",
                    query.option,
                    list(book.option_by_id),
                    lambda one: book.option_by_id[one].medical_name,
                ),
                condition=_choice(
                    "Condition",
                    "condition",
                    query.condition,
                    list(book.condition_by_id),
                    lambda one: book.condition_by_id[one].name,
                ),
                location=_choice(
                    location_label(),
                    "location",
                    query.location,
                    list(book.location_by_id),
                    lambda one: book.location_by_id[one].name,
                ),
                section=_choice(
                    "Section of the document", "section", query.section, sections_cited(book), str
                ),
            )
    lesson.rule_query = query
    found = find_rules(query, book)
    count = f"{len(found)} of {len(book.rules)} rules"
    if len(found) == len(book.rules):
        count = f"All {len(book.rules)} rules"
    elif not found:
        count = f"None of {len(book.rules)} rules. Take a filter or a word away to see more"
    show("rules.html", part="count", count=count)
    session.queue_announcement("rules", f"{count}.")
    for kind, heading in KINDS.items():
        of_kind = [rule for rule in found if rule.kind is kind]
        if not of_kind:
            continue
        show("rules.html", part="kind", heading=heading)
        for rule in of_kind:
            _show_line(rule)


def _show_line(rule: Rule) -> None:
    with st.container(key=f"rule_{rule.id}"):
        st.button(
            _sentence(rule),
            key=f"open_{rule.id}",
            type="tertiary",
            on_click=_open,
            args=(rule.id,),
        )
        show("rules.html", part="line", rule=rule, **_rests_on(rule))


def _kept_text(label: str, key: str, value: str) -> str:
    st.session_state.setdefault(key, value)
    return st.text_input(label, key=key, max_chars=_LONGEST_SEARCH)[:_LONGEST_SEARCH]


def _choice(
    label: str,
    name: str,
    chosen: str | None,
    choices: Sequence[str],
    in_words: Callable[[str], str],
) -> str | None:
    """A box to choose one of several from, or all; what was chosen before stays chosen."""
    key = f"rules_{name}"
    st.session_state.setdefault(key, chosen or _ALL)
    found = st.selectbox(
        label,
        [_ALL, *map(str, choices)],
        format_func=lambda one: in_words(one) if one else "All",
        key=key,
    )
    return found or None


def _kind_words(kind: str) -> str:
    return KINDS[RuleKind(kind)].partition(":")[0]


def _sentence(rule: Rule) -> str:
    """A rule in a sentence; a warning sign with what it is a sign of, before what to do."""
    words = rule_in_words(rule, default_rule_book())
    return f"{rule.name}. {words}" if isinstance(rule, WarningSign) else words


def _rests_on(rule: Rule) -> dict[str, object]:
    """What a rule rests on: in words, the places that it cites, the guidance that it names."""
    book = default_rule_book()
    supports = rule.sources if isinstance(rule, WarningSign) else ()
    return {
        "because": knowledge_in_words(rule),
        "citations": citations_of(rule),
        "guidance": [(book.source_by_id[one.source], one.says) for one in supports],
    }


def _open(rule_id: str | None) -> None:
    session.current().lesson.rule_id = rule_id
    st.session_state.pop(_TEXT, None)


def _show_rule(rule: Rule) -> None:
    book = default_rule_book()
    st.button(
        "All rules",
        type="tertiary",
        icon=":material/arrow_back:",
        key="all_rules",
        on_click=_open,
        args=(None,),
    )
    session.queue_announcement("rules", f"One rule: {rule.id}.")
    found = drafts.rule_folder().text_of(rule)
    show(
        "rule.html",
        title=TITLE,
        rule=rule,
        sentence=_sentence(rule),
        salience=book.salience[rule.id],
        file=table_of(rule).file,
        toml=found.text if found else None,
        compiled=_compiled(rule.id),
        **_rests_on(rule),
    )
    _show_without(rule)
    if found is None:
        show("draft.html", part="none", words="The file has no block for this rule alone.")
    elif not drafts_are_allowed():
        show("draft.html", part="none", words="Trying a change is switched off on this server.")
    else:
        _show_draft(rule, found.text)


@lru_cache(maxsize=128)
def _compiled(rule_id: str) -> str:
    ruleset = compile_ruleset(default_rule_book())
    return json.dumps({rule_id: ruleset[rule_id]}, indent=2)


def _show_without(rule: Rule) -> None:
    book = default_rule_book()
    if is_indispensable(rule, book):
        show("without_rule.html", indispensable=True, how_many=(), sections=())
        return
    lost = _without(rule.id)
    show(
        "without_rule.html",
        indispensable=False,
        how_many=list(how_many(lost)),
        sections=_answers_alone(sections(lost, book, book)),
    )


@lru_cache(maxsize=128)
def _without(rule_id: str) -> BookComparison:
    return without_rule(default_rule_book().rules[rule_id], drafts.rule_folder().answers)


def _answers_alone(found: Iterable[ChangeSection]) -> list[ChangeSection]:
    """The groups that tell of answers, not of records."""
    return [one for one in found if one.heading.startswith(("Answers", "As before"))]


def _show_draft(rule: Rule, original: str) -> None:
    lesson = session.current().lesson
    draft = lesson.draft if lesson.draft and lesson.draft.rule == rule.id else None
    st.session_state.setdefault(_TEXT, draft.text if draft else original)
    show("draft.html", part="heading", words=None)
    with st.container(key="drafting"):
        with st.form("draft", border=False):
            st.text_area(
                "The rule as it stands in the file",
                key=_TEXT,
                height="content",
                max_chars=MOST_LETTERS,
            )
            st.form_submit_button("Try this change", type="primary", on_click=_try, args=(rule,))
        st.button(
            "Undo the change",
            key="undo_draft",
            disabled=draft is None,
            on_click=_undo,
            args=(original,),
        )
    if lesson.draft_is_busy:
        lesson.draft_is_busy = False
        show("notice.html", text=BUSY)
        session.queue_announcement("draft", BUSY)
    elif draft is None:
        session.queue_announcement("draft", "The rule is as it stands in the file.")
    elif draft.problems:
        show("draft_problems.html", problems=draft.problems)
        session.queue_announcement("draft", f"There is a problem: {draft.problems[0]}")
    else:
        _show_changes(rule, draft)


def _show_changes(rule: Rule, draft: Draft) -> None:
    book = default_rule_book()
    archive = session.current().lesson.draft_archive
    if draft.comparison is None or draft.matrix is None or archive is None:
        return
    counted = list(how_many(draft.comparison))
    session.queue_announcement("draft", f"The change was tried. {' '.join(counted)}")
    show(
        "draft_changes.html",
        how_many=counted,
        findings=draft.findings,
        sections=list(sections(draft.comparison, book, book)),
        cells=len(draft.matrix.before),
        was_signed=bool(
            draft.text.strip()
            and signed_as_they_read(default_reviews(), {f"{rule.kind}.{rule.id}": rule})
        ),
    )
    table = draft.matrix.table
    show(
        "matrix.html",
        table=table,
        rows=list(zip(table.conditions, table.rows, strict=True)),
        totals=list(zip(table.options, table.totals, strict=True)),
        place="all places, with the change",
        locations=book.location_by_id,
        before={key: _cell_in_words(cell) for key, cell in draft.matrix.before.items()},
    )
    file_download(
        label="Download the changed rules",
        content=archive,
        name="changed-rules.zip",
        mime="application/zip",
    )


def _cell_in_words(cell: Cell) -> str:
    """How a cell of the matrix stood before a change."""
    if cell.basis is None:
        return "not listed"
    if cell.by_location:
        return f"{cell.basis}, through the place"
    return f"{cell.basis}, through a link of ours" if cell.editorial else str(cell.basis)


def _try(rule: Rule) -> None:
    lesson = session.current().lesson
    try:
        lesson.draft = drafts.try_change(rule, st.session_state.get(_TEXT, ""))
    except drafts.BusyError:
        lesson.draft_is_busy = True
        return
    holds = not lesson.draft.problems
    lesson.draft_archive = drafts.rule_folder().archive(rule, lesson.draft) if holds else None


def _undo(original: str) -> None:
    lesson = session.current().lesson
    lesson.draft = lesson.draft_archive = None
    st.session_state[_TEXT] = original
