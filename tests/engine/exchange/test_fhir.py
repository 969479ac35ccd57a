"""The Bundle of FHIR: valid, whole, and saying what the questionnaire and the engine say."""

from __future__ import annotations

import json
import re
from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING, Any

import pytest
from fhir.resources.R4B.bundle import Bundle
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from engine import Answers, Explorer, load_rule_book
from engine.analysis.answer_table import answer_table, default_identity, fingerprint_of
from engine.exchange import BASE
from engine.exchange.fhir.bundle import fhir_bundle, fhir_text
from engine.exchange.fhir.questionnaire import (
    CONDITIONS,
    NONE_OF_THESE,
    WARNING_SIGNS,
    QuestionTexts,
)
from engine.exchange.fhir.resources import NO_ADVICE, resource_id
from engine.rule_book.loading import default_rule_book
from engine.rule_book.records import Implication, Indication, RuleKind, WarningSign
from engine.rule_book.reviews import NOT_REVIEWED, by_clinicians, load_reviews
from tests.engine.account import several_conditions
from tests.engine.broken_files import edit
from tests.engine.exchange.responses import applies, enabled, response

if TYPE_CHECKING:
    from pathlib import Path

    from engine import Outcome, RuleBook

Json = dict[str, Any]

TEXTS = QuestionTexts("Where is it?", "Is any of this new?", "What is it called?", "None")
REVIEWS = load_reviews()
BOOK = default_rule_book()
EXPLORER = Explorer(BOOK)
FINGERPRINT = fingerprint_of(answer_table(EXPLORER))
BUNDLE = fhir_bundle(BOOK, FINGERPRINT, REVIEWS, TEXTS)
RESOURCES: list[Json] = [entry["resource"] for entry in BUNDLE["entry"]]


def of_type(kind: str, bundle: Json = BUNDLE) -> list[Json]:
    """The resources of one type, in their order."""
    found = (entry["resource"] for entry in bundle["entry"])
    return [resource for resource in found if resource["resourceType"] == kind]


def plans(profile: str, bundle: Json = BUNDLE) -> list[Json]:
    """The plan definitions of one profile of CPG."""
    url = f"http://hl7.org/fhir/uv/cpg/StructureDefinition/{profile}"
    return [plan for plan in of_type("PlanDefinition", bundle) if url in plan["meta"]["profile"]]


def items_in(items: list[Json]) -> list[Json]:
    """Every item of a questionnaire, those inside groups as well."""
    return [one for item in items for one in (item, *items_in(item.get("item", [])))]


def codings(system: str) -> dict[str, Json]:
    """Every code of one of our code systems, as a coding."""
    url = f"{BASE}/fhir/CodeSystem/{system}"
    (found,) = (one for one in of_type("CodeSystem") if one["url"] == url)
    return {
        one["code"]: {"system": url, "code": one["code"], "display": one["display"]}
        for one in found["concept"]
    }


RECOMMENDATIONS = plans("cpg-recommendationdefinition")
(QUESTIONNAIRE,) = of_type("Questionnaire")
ITEMS = items_in(QUESTIONNAIRE["item"])
(STRATEGY,) = plans("cpg-strategydefinition")
SYSTEMS = {name: codings(name) for name in ("location", "condition", "warning-sign", "option")}


# --- The form ------------------------------------------------------------------------------------


def test_it_is_valid_and_nothing_of_it_is_lost() -> None:
    """The models of FHIR take it, and give back what they were given."""
    bundle = Bundle.model_validate(BUNDLE)
    assert json.loads(bundle.model_dump_json()) == BUNDLE


@pytest.mark.parametrize("kind", ["CodeSystem", "Questionnaire", "PlanDefinition"])
def test_the_validation_is_strict(kind: str) -> None:
    """A strange field, a date that is none and a list where there is one value are refused."""
    for change in ({"unknown": 1}, {"date": "yesterday"}, {"status": ["draft"]}):
        broken = json.loads(json.dumps(BUNDLE))
        next(one for one in broken["entry"] if one["resource"]["resourceType"] == kind)[
            "resource"
        ].update(change)
        with pytest.raises(ValidationError):
            Bundle.model_validate(broken)


# The codes that FHIR R4 allows, of the elements bound to a list that are used here. The
# models above do not know these lists.
REQUIRED_CODES = {
    "status": {"draft", "active", "retired", "unknown"},
    "content": {"not-present", "example", "fragment", "complete", "supplement"},
    "operator": {"exists", "=", "!=", ">", "<", ">=", "<="},
    "kind": {"applicability", "start", "stop"},
    "priority": {"routine", "urgent", "asap", "stat"},
    "language": {"text/cql", "text/fhirpath", "application/x-fhir-query", "en"},
}
ITEM_TYPES = {"group", "display", "choice"}
RELATED_ARTIFACT_TYPES = {
    *("documentation", "justification", "citation", "predecessor", "successor"),
    *("derived-from", "depends-on", "composed-of"),
}


def test_the_codes_are_those_of_fhir() -> None:
    """Where FHIR fixes what may be said, nothing else is said."""
    for part in parts(BUNDLE):
        for element, allowed in REQUIRED_CODES.items():
            assert part.get(element, next(iter(allowed))) in allowed
    assert {item["type"] for item in ITEMS} == ITEM_TYPES
    related = [each for plan in of_type("PlanDefinition") for each in plan["relatedArtifact"]]
    assert {each["type"] for each in related} <= RELATED_ARTIFACT_TYPES


def test_the_same_book_is_the_same_text() -> None:
    """Nothing of the moment or of the machine is in it."""
    again = fhir_bundle(load_rule_book(), FINGERPRINT, load_reviews(), TEXTS)
    assert fhir_text(again) == fhir_text(BUNDLE)


def test_the_bundle_can_be_traced_to_its_rules() -> None:
    """It carries the fingerprint of the answers, and each resource the version of the book."""
    assert BUNDLE["identifier"]["value"] == default_identity().fingerprint
    assert {one["version"] for one in RESOURCES} == {str(default_identity().version)}


def test_ids_names_and_addresses_are_as_fhir_wants_them() -> None:
    """Each address stands once, and ends in the type and the id."""
    urls = [resource["url"] for resource in RESOURCES]
    assert len(set(urls)) == len(urls)
    for entry in BUNDLE["entry"]:
        resource = entry["resource"]
        assert entry["fullUrl"] == resource["url"]
        assert resource["url"].startswith(f"{BASE}/fhir/")
        assert resource["url"].endswith(f"/{resource['resourceType']}/{resource['id']}")
        assert re.fullmatch(r"[A-Za-z0-9\-.]{1,64}", resource["id"])
        assert re.fullmatch(r"[A-Z][A-Za-z0-9_]{0,254}", resource["name"])


@given(st.lists(st.from_regex(r"[a-z][a-z0-9_]{0,79}", fullmatch=True), min_size=2, unique=True))
def test_an_id_of_any_length_becomes_one_of_its_own(names: list[str]) -> None:
    """Long ids are shortened to what FHIR allows, and stay apart."""
    ids = [resource_id(name) for name in names]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[A-Za-z0-9\-.]{1,64}", one) for one in ids)


def test_long_ids_that_begin_alike_stay_apart() -> None:
    """What is cut off is told by a digest."""
    alike = ["a" * 79 + end for end in "bc"]
    assert len({resource_id(name) for name in alike}) == 2
    assert all(len(resource_id(name)) == 64 for name in alike)


@pytest.mark.parametrize(
    "resource", RESOURCES, ids=lambda one: f"{one['resourceType']}-{one['id']}"
)
def test_what_is_shared_says_what_it_is(resource: Json) -> None:
    """The elements of CRMI: a draft, an experiment, of the book's version, and no advice."""
    version = BOOK.edition.version.isoformat()
    assert (resource["version"], resource["date"]) == (version, version)
    assert (resource["status"], resource["experimental"]) == ("draft", True)
    for element in ("title", "publisher", "description"):
        assert resource[element].strip()
    assert resource["purpose"] == NO_ADVICE
    assert resource["copyright"].endswith(NO_ADVICE)
    kind = resource["resourceType"].lower()
    for what in ("shareable", "publishable"):
        profile = f"http://hl7.org/fhir/uv/crmi/StructureDefinition/crmi-{what}{kind}"
        assert profile in resource["meta"]["profile"]
    if kind != "codesystem":  # R4 has no date of review there.
        assert resource["lastReviewDate"] == max(one.date for one in REVIEWS).isoformat()
    if kind == "plandefinition":
        assert resource["usage"].startswith(NO_ADVICE)
        assert (NOT_REVIEWED in resource["usage"]) != bool(by_clinicians(REVIEWS))


def test_nobody_is_said_to_have_approved_it() -> None:
    """There is no date of approval: no file says that a clinician gave one."""
    assert "approvalDate" not in fhir_text(BUNDLE)


def test_without_a_review_no_date_of_one_is_told() -> None:
    """What nobody has read bears no date of a reading."""
    text = fhir_text(fhir_bundle(BOOK, FINGERPRINT, (), TEXTS))
    assert "lastReviewDate" not in text
    assert NOT_REVIEWED in text


# --- The whole book ------------------------------------------------------------------------------


def test_every_record_is_a_code_exactly_once(book: RuleBook) -> None:
    """Locations, conditions, signs, options, alternatives: each in its code system, in order."""
    expected = {
        "location": list(book.location_by_id),
        "warning-sign": [*book.warning_sign_by_id, NONE_OF_THESE],
        "condition": list(book.condition_by_id),
        "option": list(book.option_by_id),
        "alternative": [one.id for one in book.limits.alternative],
    }
    found = {
        system["id"]: [concept["code"] for concept in system["concept"]]
        for system in of_type("CodeSystem")
    }
    assert found == expected
    assert all(one["count"] == len(one["concept"]) for one in of_type("CodeSystem"))


def test_every_rule_is_a_recommendation_exactly_once(book: RuleBook) -> None:
    """In the order of salience; the strategy has them all, the closing advice last."""
    ids = [resource_id(rule) for rule in book.rules]
    version = book.edition.version
    assert [one["id"] for one in RECOMMENDATIONS] == ids
    assert [one["definitionCanonical"] for one in STRATEGY["action"]] == [
        f"{one['url']}|{version}" for one in RECOMMENDATIONS
    ]
    assert len(RESOURCES) == len(ids) + len(of_type("CodeSystem")) + 2
    assert STRATEGY["action"][-1]["id"] == resource_id(book.closing.id)
    assert "condition" not in STRATEGY["action"][-1]


def test_a_strategy_and_a_recommendation_keep_to_their_profiles() -> None:
    """What CPG fixes: the type, and in a strategy a title, a description and one code each."""
    system = "http://terminology.hl7.org/CodeSystem/plan-definition-type"
    (kind,) = STRATEGY["type"]["coding"]
    assert kind == {"system": system, "code": "workflow-definition"}
    for action in STRATEGY["action"]:
        assert action["title"]
        assert action["description"]
        assert len(action["code"]) == 1
        assert action.keys() <= {"id", "title", "description", "code", "definitionCanonical"}
    for one in RECOMMENDATIONS:
        assert one["type"]["coding"] == [{"system": system, "code": "eca-rule"}]
        assert len(one["action"]) == 1


def test_every_code_that_is_used_is_in_its_code_system() -> None:
    """No coding of ours names what is not there, nor names it otherwise."""
    known = {
        (system["url"], concept["code"]): concept["display"]
        for system in of_type("CodeSystem")
        for concept in system["concept"]
    }
    coded = [one for one in parts(BUNDLE) if "value" not in one]  # an identifier is no code
    used = [one for one in coded if str(one.get("system", "")).startswith(BASE)]
    assert len(used) > len(known)
    for coding in used:
        assert known[coding["system"], coding["code"]] == coding["display"]


def test_every_reference_is_to_something_in_the_bundle() -> None:
    """What a rule depends on, or a strategy runs, is there in this version."""
    here = {f"{one['url']}|{one['version']}" for one in RESOURCES}
    named = [
        value
        for part in parts(BUNDLE)
        for key, value in part.items()
        if key in {"definitionCanonical", "resource"} and isinstance(value, str)
    ]
    assert len(named) > len(RECOMMENDATIONS)
    assert set(named) <= here


def parts(value: object) -> list[Json]:
    """Every object inside a JSON value, itself included."""
    if isinstance(value, dict):
        return [value, *chain.from_iterable(parts(part) for part in value.values())]
    if isinstance(value, list):
        return list(chain.from_iterable(parts(part) for part in value))
    return []


def test_every_citation_and_every_source_is_told(book: RuleBook) -> None:
    """Each rule names its places with their phrases, each sign its guidance with the address."""
    for rule, one in zip(book.rules.values(), RECOMMENDATIONS, strict=True):
        related = one["relatedArtifact"]
        cited = [each["citation"] for each in related if each["type"] == "citation"]
        guidance = [each for each in related if each["type"] == "documentation"]
        if isinstance(rule, WarningSign):
            sources = [book.source_by_id[support.source] for support in rule.sources]
            assert [(each["display"], each["label"], each["url"]) for each in guidance] == [
                (source.title, source.publisher, source.address) for source in sources
            ]
            assert one["action"][0]["documentation"] == guidance
            assert not cited
        else:
            document = book.edition.document
            assert cited == [f'{document}. {c.place}: "{c.phrase}"' for c in rule.citations]
            assert not guidance
        if isinstance(rule, Implication):
            ours = [each for each in related if each["type"] == "justification"]
            assert bool(ours) == rule.editorial


# --- The questionnaire ---------------------------------------------------------------------------


def test_an_item_is_asked_under_a_name_of_its_own() -> None:
    """No linkId stands twice, and a condition names an answer that can be given further up."""
    links = [item["linkId"] for item in ITEMS]
    assert [link for link, count in Counter(links).items() if count > 1] == []
    options: dict[str, list[Json]] = {}
    for item in ITEMS:
        for condition in item.get("enableWhen", []):
            assert condition["answerCoding"] in options[condition["question"]]
        if "answerOption" in item:
            options[item["linkId"]] = [each["valueCoding"] for each in item["answerOption"]]


def shown(location: str, *signs: str) -> dict[str, Json]:
    """The items that are shown for a location and ticked signs, by their linkId."""
    chosen = {"location": {location}, f"location.{location}.{WARNING_SIGNS}": set(signs)}
    return {item["linkId"]: item for item in enabled(QUESTIONNAIRE["item"], chosen)}


@pytest.mark.parametrize("location", BOOK.location_by_id)
def test_a_location_is_asked_what_the_app_asks_there(location: str) -> None:
    """The same signs and conditions in the same order; what stands alone there stands alone."""
    asked = {
        link.rpartition(".")[2]: item["answerOption"]
        for link, item in shown(location).items()
        if item["type"] == "choice" and link != "location"
    }
    offered = BOOK.conditions_offered_at(location)
    signs = BOOK.warning_signs_asked_at(location)
    expected = {CONDITIONS: {one.id: one.stands_alone for one in offered}}
    if signs:
        expected[WARNING_SIGNS] = {one.id: False for one in signs} | {NONE_OF_THESE: True}
    assert {name: alone(options) for name, options in asked.items()} == expected
    # The app shows those that stand alone below the others.
    order = [one.id for one in sorted(offered, key=lambda one: one.stands_alone)]
    assert list(alone(asked[CONDITIONS])) == order


def alone(options: list[Json]) -> dict[str, bool]:
    """The codes of some options, and whether each excludes the others."""
    url = "http://hl7.org/fhir/StructureDefinition/questionnaire-optionExclusive"
    return {
        option["valueCoding"]["code"]: {"url": url, "valueBoolean": True}
        in option.get("extension", [])
        for option in options
    }


def test_before_the_location_nothing_else_is_asked() -> None:
    """The first question stands alone, with every location to choose from, and the advice."""
    items = list(enabled(QUESTIONNAIRE["item"], {}))
    assert [item["linkId"] for item in items] == ["location", BOOK.closing.id]
    chosen = [option["valueCoding"]["code"] for option in items[0]["answerOption"]]
    assert chosen == list(BOOK.location_by_id)


@pytest.mark.parametrize("location", BOOK.location_by_id)
def test_a_sign_that_is_ticked_says_what_to_do(location: str) -> None:
    """What a sign asks for is shown at once, and only that."""
    before = set(shown(location))
    for sign in BOOK.warning_signs_asked_at(location):
        items = shown(location, sign.id)
        (new,) = items.keys() - before
        assert sign.action in items[new]["text"]
        assert sign.why in items[new]["text"]


# --- The rules -----------------------------------------------------------------------------------


def response_to(answers: Answers) -> Json:
    """A response with these answers, offered there or not."""
    return response(
        SYSTEMS["location"][answers.location],
        warning_signs=[SYSTEMS["warning-sign"][one] for one in sorted(answers.warning_signs)],
        conditions=[SYSTEMS["condition"][one] for one in sorted(answers.conditions)],
    )


def agrees(recommendations: list[Json], outcome: Outcome, book: RuleBook) -> None:
    """Hold the recommendations that apply against what the engine has found."""
    filled_in = response_to(outcome.answers)
    applicable = [one["id"] for one in recommendations if applies(one["action"][0], filled_in)]
    fired = {firing.rule for firing in outcome.trace}
    assert applicable == [resource_id(rule) for rule in book.rules if rule in fired]
    listed = {
        one["action"][0]["code"][0]["coding"][0]["code"]
        for rule, one in zip(book.rules.values(), recommendations, strict=True)
        if isinstance(rule, Indication) and one["id"] in applicable
    }
    assert listed == {one.option.id for one in outcome.options}
    named = [
        action["code"][0]["coding"][0]["code"]
        for rule, one in zip(book.rules.values(), recommendations, strict=True)
        if rule.kind is RuleKind.ALSO_NAMED
        for action in one["action"][0]["action"]
        if applies(action, filled_in)
    ]
    assert set(named) == {one.id for one in outcome.also_named}


def test_for_every_condition_at_every_location_they_say_what_the_engine_says(
    singles: dict[Answers, Outcome], book: RuleBook
) -> None:
    """The rules that apply are those that fire: implications, indications, all."""
    for outcome in singles.values():
        agrees(RECOMMENDATIONS, outcome, book)


def test_for_every_warning_sign_they_say_what_the_engine_says(
    explorer: Explorer, book: RuleBook
) -> None:
    """A sign that is ticked makes its rule apply, and no other sign's."""
    for location in book.location_by_id:
        for sign in book.warning_signs_asked_at(location):
            answers = Answers(location=location, warning_signs=frozenset({sign.id}))
            agrees(RECOMMENDATIONS, explorer.evaluate(answers), book)


@given(answers=several_conditions)
def test_for_several_conditions_they_say_what_the_engine_says(answers: Answers) -> None:
    """What applies for several conditions together is what fires for them."""
    agrees(RECOMMENDATIONS, EXPLORER.evaluate(answers), BOOK)


def test_a_longer_chain_is_followed_to_its_end(rules_copy: Path) -> None:
    """Implications behind implications, some of them at one place only, are applied as well."""
    links = [("sciatica", "cluster_headache", 'location = "arm"'), ("headache", "crps", "")]
    edit(
        rules_copy / "implications.toml",
        append="\n".join(
            f'[[implication]]\nid = "{one}_is_{other}"\nthen = "{other}"\nbecause = "ours"\n'
            f'says = "So we say."\nwhen = {{ condition = "{one}"{where and ", "}{where} }}\n'
            for one, other, where in links
        ),
    )
    book = load_rule_book(rules_copy)
    explorer = Explorer(book)
    bundle = fhir_bundle(book, FINGERPRINT, REVIEWS, TEXTS)
    recommendations = plans("cpg-recommendationdefinition", bundle)
    changed = 0
    for location in book.location_by_id:
        for condition in book.condition_by_id:
            answers = Answers(location=location, conditions=frozenset({condition}))
            outcome = explorer.evaluate(answers)
            agrees(recommendations, outcome, book)
            changed += outcome.options != EXPLORER.evaluate(answers).options
    assert changed > 10
