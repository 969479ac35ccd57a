"""Links for teaching open what they were made from; anything else says so."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import Answers
from engine.analysis.answer_table import default_identity
from engine.examples.cases import default_cases
from engine.rule_book.loading import default_rule_book
from ui.teaching.links import (
    LinkError,
    has_other_rules,
    link_to_answers,
    link_to_case,
    resolve,
)

BOOK = default_rule_book()
PAGE = "https://clinic.example:8443/pathways?embed=true"
NAMED = [condition.id for condition in BOOK.conditions if not condition.stands_alone]


def parameters(link: str) -> dict[str, list[str]]:
    """The parameters of an address."""
    return parse_qs(urlsplit(link).query)


@given(
    st.sampled_from(list(BOOK.location_by_id)),
    st.frozensets(st.sampled_from(NAMED), min_size=1, max_size=4),
    st.frozensets(st.sampled_from(list(BOOK.warning_sign_by_id)), max_size=3),
)
def test_a_link_to_answers_opens_them(
    location: str, conditions: frozenset[str], signs: frozenset[str]
) -> None:
    """Whatever the answers, their link leads back to them, on the host it was made on."""
    answers = Answers(location=location, conditions=conditions, warning_signs=signs)
    link = link_to_answers(PAGE, answers)
    assert link.startswith("https://clinic.example:8443/?")
    assert resolve(parameters(link)) == answers


@pytest.mark.parametrize("page", ["cases", "pathways", "pathways?embed=true", "pathways#top"])
@pytest.mark.parametrize(
    "base", ["http://localhost:8501/", "https://clinic.example/pain/explorer/"]
)
def test_a_link_leads_to_the_app_wherever_it_is_served(base: str, page: str) -> None:
    """An app below a path, as `server.baseUrlPath` or a proxy has it, is found there."""
    case = default_cases()[0]
    link, _, parameters = link_to_case(f"{base}{page}", case).partition("?")
    assert link == base
    rules = f"{default_identity().version}.{default_identity().short}"
    assert parse_qs(parameters) == {"case": [case.id], "rules": [rules]}


@pytest.mark.parametrize("case", default_cases(), ids=lambda case: case.id)
def test_a_link_to_a_case_opens_it(case: object) -> None:
    """Each case has a link that leads back to it."""
    assert resolve(parameters(link_to_case(PAGE, case))) == case  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("case=nobody", "case that we do not know"),
        ("location=knee&condition=arthritis", "answer that we do not know"),
        ("location=leg&condition=gout", "answer that we do not know"),
        ("location=leg&warning_sign=cough", "answer that we do not know"),
        ("location=leg&condition=not_sure&condition=arthritis", "answer that we do not know"),
        ("location=leg", "answer that we do not know"),
        ("condition=arthritis", "does not say where the pain is"),
        ("location=%00&condition=%3Cscript%3E", "answer that we do not know"),
    ],
)
def test_a_link_that_leads_nowhere_says_so(query: str, told: str) -> None:
    """Unknown ids and answers that do not go together are told in a plain sentence."""
    with pytest.raises(LinkError, match=told):
        resolve(parse_qs(query))


def test_a_link_of_another_rule_book_is_told_apart() -> None:
    """By the version or by the answers; a link of before links said so is taken as it is."""
    link = link_to_case(PAGE, default_cases()[0])
    assert not has_other_rules(parameters(link))
    (rules,) = parameters(link)["rules"]
    version, short = rules.split(".")
    for other in (f"2020-01-01.{short}", f"{version}.{short[::-1]}", "", "<script>", "%00"):
        assert has_other_rules({"case": ["any"], "rules": [other]})
    assert not has_other_rules({"case": ["any"]})


def test_an_address_with_nothing_of_ours_opens_nothing() -> None:
    """Other parameters of an address are none of ours."""
    assert resolve({}) is None
    assert resolve({"utm_source": ["clinic"]}) is None
