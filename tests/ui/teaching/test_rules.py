"""The page Rules: what it lists, what it shows of one rule, and a change tried on it."""

from __future__ import annotations

import io
import json
import re
import threading
import zipfile
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from streamlit.testing.v1 import AppTest

from engine.analysis.rule_search import citations_of
from engine.analysis.without_rule import is_indispensable
from engine.inference.ruleset import compile_ruleset
from engine.outcome.wording import rule_in_words
from engine.rule_book.loading import RULES_DIRECTORY, default_rule_book, read_rule_book
from tests.conftest import started
from tests.ui.steps import heading, on_page, pick, settled
from ui.plain_text import text_blocks
from ui.settings import DRAFTS_VARIABLE
from ui.teaching import drafts
from ui.teaching.knowledge import knowledge_in_words
from ui.teaching.rules import BUSY, TITLE

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from engine.rule_book.records import Rule
    from tests.conftest import StartedApp

BOOK = default_rule_book()
RULE = BOOK.rules["facet_joint_injection_for_arthritis"]
TEXT = "The rule as it stands in the file"


@pytest.fixture
def app_of_rules(monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The page by itself, without a pause after each change."""
    monkeypatch.setattr(drafts, "_gate", drafts.Gate(patience=0.1, pause=0))
    page = "from ui.teaching import rules\nrules.view()"
    return AppTest.from_string(page, default_timeout=30).run()


def shown(app: AppTest) -> str:
    """All HTML of the page as text."""
    assert not app.exception
    html = [str(node.proto.body) for node in app.main if node.type == "html"]
    return "\n".join(text for body in html for text in text_blocks(body))


def opened(app: AppTest, rule: Rule) -> AppTest:
    """The page with a rule open."""
    return app.button(key=f"open_{rule.id}").click().run()


def tried(app: AppTest, text: str) -> AppTest:
    """The page after a change was tried."""
    app.text_area[0].set_value(text)
    next(one for one in app.button if one.label == "Try this change").click()
    return app.run()


def test_every_rule_is_listed_with_what_it_rests_on(app_of_rules: AppTest) -> None:
    """Each has its sentence to press, why it reads so, and the places or the guidance it names."""
    text = shown(app_of_rules)
    labels = [one.label for one in app_of_rules.button]
    assert f"All {len(BOOK.rules)} rules" in text
    assert len(labels) == len(BOOK.rules)
    for rule, label in zip(BOOK.rules.values(), labels, strict=True):
        assert rule_in_words(rule, BOOK) in label
        assert " ".join(knowledge_in_words(rule).split()) in text
        assert rule.id in text.replace("\u200b", "")
        for citation in citations_of(rule):
            assert citation.phrase in text


def test_the_list_follows_words_and_filters(app_of_rules: AppTest) -> None:
    """Each narrows it; the count says so; a closed rule leads back to the same list."""
    app = app_of_rules
    app.text_input[0].set_value("arthritis").run()
    few = len(app.button)
    assert f"{few} of {len(BOOK.rules)} rules" in shown(app)
    app.selectbox(key="rules_kind").set_value("indication").run()
    fewer = [one.key for one in app.button]
    assert 0 < len(fewer) < few
    opened(app, RULE)
    app.button(key="all_rules").click().run()
    assert [one.key for one in app.button] == fewer
    assert app.text_input[0].value == "arthritis"
    app.text_input[0].set_value("arthritis and nothing else").run()
    assert f"None of {len(BOOK.rules)} rules" in shown(app)


@pytest.mark.parametrize("rule", list(BOOK.rules.values())[::9], ids=list(BOOK.rules)[::9])
def test_one_rule_in_each_of_its_forms(app_of_rules: AppTest, rule: Rule) -> None:
    """A sentence, the text of its file, the definition that the engine is given."""
    app = opened(app_of_rules, rule)
    found = drafts.rule_folder().text_of(rule)
    assert found is not None
    html = "\n".join(str(node.proto.body) for node in app.main if node.type == "html")
    codes = [
        re.sub(
            r"&#34;|&#39;|&amp;", lambda found: {"&#34;": '"', "&#39;": "'"}.get(found[0], "&"), one
        )
        for one in re.findall(r'<pre class="po-code">(.*?)</pre>', html, re.DOTALL)
    ]
    assert codes[0] == found.text
    assert json.loads(codes[1]) == {rule.id: compile_ruleset(BOOK)[rule.id]}
    assert rule_in_words(rule, BOOK) in shown(app)
    assert app.text_area[0].value == found.text


@pytest.mark.parametrize("rule", list(BOOK.rules.values())[-4:], ids=list(BOOK.rules)[-4:])
def test_what_the_book_cannot_be_without_is_said(app_of_rules: AppTest, rule: Rule) -> None:
    """Of the closing, the limits and what is alone of its kind; of no other."""
    text = shown(opened(app_of_rules, rule))
    said = "The rule book cannot be without it." in text
    assert said == is_indispensable(rule, BOOK)
    assert ("What every visitor would lose" in text) != said


def test_a_wrong_change_is_told_and_a_right_one_as_well(app_of_rules: AppTest) -> None:
    """Problems of the loader; then what changes, with the matrix; then all as it was."""
    app = opened(app_of_rules, RULE)
    original = str(app.text_area[0].value)
    assert app.button(key="undo_draft").disabled
    tried(app, original.replace('"arthritis"', '"artritis"', 1))
    assert "did you mean 'arthritis'?" in shown(app)
    assert "What changes" not in shown(app)
    tried(app, original.replace('"arthritis"', '"crps"', 1).replace(', region = "spine"', ""))
    text = shown(app)
    assert "The rule book does not hold together" not in text
    assert "Facet joint injection is no longer listed for Arthritis" in text
    assert "rules/cases.toml: case" in text  # what the cases expect no longer holds
    assert "Before: listed" in text
    assert "With the change nobody has signed it." in text
    tried(app, "")
    assert "nobody has signed it" not in shown(app)  # there is nothing to be signed
    app.button(key="undo_draft").click().run()
    assert app.text_area[0].value == original
    assert "What changes" not in shown(app)


def test_a_draft_is_of_one_rule(app_of_rules: AppTest) -> None:
    """Another rule shows its own text; the rule that was changed still shows its change."""
    app = opened(app_of_rules, RULE)
    wrong = "[[indication]]\nid = 7"
    tried(app, wrong)
    app.button(key="all_rules").click().run()
    opened(app, BOOK.closing)
    assert str(app.text_area[0].value).startswith("[closing]")
    assert "does not hold together" not in shown(app)
    app.button(key="all_rules").click().run()
    opened(app, RULE)
    assert app.text_area[0].value == wrong
    assert "does not hold together" in shown(app)


def test_markup_in_a_draft_is_text(app_of_rules: AppTest) -> None:
    """What somebody writes is shown as written."""
    app = opened(app_of_rules, RULE)
    tried(app, str(app.text_area[0].value).replace('"arthritis"', '"<img src=x>"', 1))
    html = "\n".join(str(node.proto.body) for node in app.main if node.type == "html")
    assert "&lt;img src=x&gt;" in html
    assert "<img" not in html


def test_a_busy_server_says_so(app_of_rules: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    """While somebody else's change is tried, the text stays and the page asks to try again."""
    gate = drafts.Gate(patience=0.01, pause=0)
    monkeypatch.setattr(drafts, "_gate", gate)
    app = opened(app_of_rules, RULE)
    entered, leave = threading.Event(), threading.Event()

    def stay() -> None:
        with gate:
            entered.set()
            leave.wait(30)

    other = threading.Thread(target=stay)
    other.start()
    entered.wait(30)
    tried(app, "[[indication]]")
    leave.set()
    other.join()
    assert BUSY in shown(app)
    assert app.text_area[0].value == "[[indication]]"
    assert BUSY not in shown(app.run())
    tried(app, "[[indication]]")
    assert "does not hold together" in shown(app)


def test_drafts_can_be_switched_off(app_of_rules: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Then there is nothing to write in, and the page says why."""
    monkeypatch.setenv(DRAFTS_VARIABLE, "off")
    app = opened(app_of_rules, RULE)
    assert len(app.text_area) == 0
    assert "Trying a change is switched off on this server." in shown(app)


@pytest.mark.browser
def test_a_change_in_the_browser(page: Page, app: StartedApp) -> None:
    """Find a rule, change it, see what changes, save the files, undo; the focus is never lost."""
    page.goto(f"{app.address}/cases")
    on_page(page, "Teaching cases")
    page.get_by_role("link", name="Rules", exact=True).click()
    expect(heading(page, TITLE)).to_be_focused()
    search = page.get_by_label("Search the rules")
    search.fill("facet arthritis")
    search.press("Enter")
    count = page.locator(".po-rule-count")
    expect(count).to_contain_text(f"of {len(BOOK.rules)} rules")
    expect(page.locator("#po-status")).to_contain_text(f"of {len(BOOK.rules)} rules")
    expect(search).to_be_focused()
    page.get_by_text("Filter the rules").click()
    pick(page, "Section of the document", "Treatments")
    page.get_by_role(
        "button", name="The document lists facet joint injections for arthritis"
    ).click()
    expect(page.get_by_role("heading", name="Without this rule")).to_be_visible()
    expect(heading(page, TITLE)).to_be_focused()
    box = page.get_by_label(TEXT)
    # Streamlit shows the field a moment before its text.
    expect(box).to_have_value(re.compile("facet_joint_injection_for_arthritis"))
    original = box.input_value()
    box.fill(original.replace("then = ", "than = "))
    page.get_by_role("button", name="Try this change").press("Enter")
    expect(page.locator(".po-draft-problems")).to_contain_text("did you mean 'then'?")
    expect(page.locator("#po-status")).to_contain_text("There is a problem: rules/indications.toml")
    expect(page.get_by_role("button", name="Try this change")).to_be_focused()
    text = original.replace('"arthritis"', '"crps"', 1).replace(', region = "spine"', "")
    box.fill(text)
    page.get_by_role("button", name="Try this change").press("Enter")
    expect(page.get_by_role("heading", name="What changes")).to_be_visible()
    expect(page.locator("#po-status")).to_contain_text("The change was tried.")
    expect(page.locator(".po-cell-changed")).not_to_have_count(0)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the changed rules").click()
    assert download.value.suggested_filename == "changed-rules.zip"
    with zipfile.ZipFile(io.BytesIO(download.value.path().read_bytes())) as archive:
        changed = archive.read("rules/indications.toml").decode()
    assert text in changed
    book, errors = read_rule_book(RULES_DIRECTORY, {"indications.toml": changed})
    assert book is not None
    assert errors == []
    page.get_by_role("button", name="Undo the change").press("Enter")
    expect(box).to_have_value(original)
    expect(page.get_by_role("heading", name="What changes")).to_have_count(0)
    expect(page.get_by_role("button", name="Try this change")).to_be_focused()


@pytest.mark.browser
def test_nothing_that_is_written_is_logged_or_kept(page: Page, app: StartedApp) -> None:
    """A draft goes with its tab; the server writes nothing of it."""
    page.goto(f"{app.address}/rules")
    on_page(page, TITLE)
    page.locator(f".st-key-open_{RULE.id} button").click()
    box = page.get_by_label(TEXT)
    box.fill("[[indication]]\nid = 'a_word_of_mine'\nodd = \x7f")
    page.get_by_role("button", name="Try this change").click()
    expect(page.locator(".po-draft-problems")).to_be_visible()
    settled(page)
    assert "a_word_of_mine" not in app.written.read_text(encoding="utf-8")
    assert "a_word_of_mine" not in page.evaluate(
        "JSON.stringify({...sessionStorage, ...localStorage})"
    )
    page.reload()
    on_page(page, TITLE)
    page.locator(f".st-key-open_{RULE.id} button").click()
    expect(page.get_by_label(TEXT)).to_have_value(re.compile("facet_joint_injection"))


@pytest.mark.browser
def test_the_command_switches_drafts_off(page: Page, tmp_path: Path) -> None:
    """`--no-drafts` leaves the rest of the page."""
    with started(tmp_path, "-m", "ui", "--port", "0", "--no-drafts") as other:
        page.goto(f"{other.address}/rules")
        on_page(page, TITLE)
        page.locator(f".st-key-open_{RULE.id} button").click()
        expect(page.get_by_text("Trying a change is switched off on this server.")).to_be_visible()
        expect(page.get_by_label(TEXT)).to_have_count(0)
        page.goto("about:blank")
