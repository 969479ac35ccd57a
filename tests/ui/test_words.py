"""Every patient-facing text is in plain, calm words.

Left out of the count are medical names: those of the rule book, and those in `medical_names.txt`.
What others wrote, such as the phrases cited from the document, is not counted as ours either; see
`texts.plain`. A text with fewer than `FEWEST` words left is too short for a formula, where one long
word decides the grade. It counts in the text of its page or of its part of the rule book instead,
which is measured as a whole, each text in it closed like a sentence.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from statistics import mean, median
from typing import TYPE_CHECKING

import pytest
import textstat

from engine.outcome.wording import lower_first
from tests.ui.texts import BOOK, book_texts, constants, page_texts, template_texts

if TYPE_CHECKING:
    from collections.abc import Callable

HERE = Path(__file__).parent
DOCUMENT = HERE.parents[2] / "shared" / "source" / "interventional-pain-management-faq.txt"
HARDEST, HARDEST_MEDIAN, LONGEST, FEWEST = 8, 6, 15, 6
# One counts syllables, the other letters. Both take the length of sentences as it is; a formula
# that counts sentences in 100 words, or asks for 30 of them, means little for one sentence.
FORMULAS = [textstat.flesch_kincaid_grade, textstat.automated_readability_index]

# What a text never says, each with the phrases in which the word says something else.
AVOIDED = {
    "alarm": {
        r"danger\w*|deadly|fatal\w*|die|death|threat\w*|terribl\w*|horribl\w*|severe\w*": [],
        r"worst": ["the worst you have ever had"],
        r"serious": ["a serious accident", "a serious infection"],
        r"risks?": ["does not tell you about risks", "Knowing the risks", "what the risks are"],
    },
    "promise": {
        r"cures?|cured|heals?|guarant\w*|proven|effective|success\w*|safe\w*|painless\w*": [],
        r"(will|does|is going to) (help|ease|stop|end|relieve|work)|pain.free|relie\w*": [],
        r"works?": [
            "how well a treatment works",
            "how well it works",
            "A doctor works out with you",
            "Getting back to work",
        ],
        r"always|certain\w*|sure": ["not sure"],
    },
    "ranking": {
        r"best|top|ideal\w*|superior|prefer\w*|recommend\w*|suggest\w*|first choice": [],
        r"better": [
            "Something else may suit you better",
            "The order says nothing about which is better",
        ],
        r"rank\w*": ["It does not rank treatments"],
        r"most": ["most important question", "medicine can help most in the first 3 days"],
    },
    "advice for one person": {
        r"should|shall|must|ought|(have|has) to|had better|advis\w*": [],
        r"advice": ["no advice for one person"],
        r"not (suitable|for you|right for you|suit you)|unsuitable|unfit": [],
    },
}
# Words of a medical device, or of one that treats: the pages only say what a document lists.
DEVICE = {
    r"diagnos\w*": ["It is not a diagnosis", "gives no diagnosis"],
    r"detect\w*|assess\w*|calculat\w*|monitor\w*|recommend\w*|decision aids?": [
        "They are no decision aid"
    ],
    r"your (treatment|option|injection|implant|device|pump)s?": [],
    r"(treatment|option|injection|pump|device|it is|one|right|good|fit|meant) for you": [],
    r"best|should": [],
}
# Words that a visitor need not know, or that nobody says aloud.
NOT_SAID = (
    r"amounts? to|says nothing of|take it away|took away|what fits you|limb that is gone|"
    r"harm(ed|s)? nerves?|beside the spinal cord|frees a nerve|no condition given|need care first|"
    r"fires?|salience|antecedent"
)
BRITISH = (
    r"\w*(colour|favour|behaviour|tumour|centre|fibre|litre|metre)\w*|(recogn|organ|real)is(e|ed|ing)|"
    r"anaesthe\w+|oesoph\w+|diarrhoea|haem\w+|counsell\w+|whilst|amongst|grey|ageing|A&E|licence"
)
# "One" is a pronoun and an article as well as a number, so it stays.
NUMBER_WORDS = (
    r"two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|(twen|thir|for|fif)ty|"
    r"(six|seven|eigh|nine)ty|hundred|thousand|twice|dozen"
)


@cache
def every_text() -> tuple[str, ...]:
    """Every text once."""
    places = book_texts() | page_texts()
    return tuple(dict.fromkeys(text for texts in places.values() for text in texts))


@cache
def measured() -> dict[str, str]:
    """What the formulas are given, by its name: each text by itself, then each page as a whole."""
    single = {text: counted(text) for text in every_text()}
    whole = {
        f"all of {place!r}": " ".join(closed(counted(text)) for text in texts if counted(text))
        for place, texts in (book_texts() | page_texts()).items()
    }
    return {
        **{text: count for text, count in single.items() if len(count.split()) >= FEWEST},
        **whole,
    }


def counted(text: str) -> str:
    """A text without medical names."""
    words = names().sub("", text).replace("()", "").split()
    return re.sub(r" (?=[.,;:!?])", "", " ".join(words))


def closed(text: str) -> str:
    """A text that ends as a sentence does."""
    return text if text[-1] in ".!?:" else f"{text}."


@cache
def names() -> re.Pattern[str]:
    """The medical names, the longest first."""
    alternatives = "|".join(
        map(re.escape, sorted(names_of_the_book() | more_names(), key=len)[::-1])
    )
    return re.compile(rf"\b({alternatives})\b", re.IGNORECASE)


def names_of_the_book() -> set[str]:
    """The names that the rule book marks as medical."""
    found = {
        name
        for one in BOOK.conditions
        for name in (one.medical_name, one.document_name, *one.other_names)
    }
    found |= {name for one in BOOK.options for name in (one.medical_name, one.in_words)}
    return {name.casefold() for name in found if name}


def more_names() -> set[str]:
    """The medical names that stand in the list beside this test."""
    lines = (HERE / "medical_names.txt").read_text(encoding="utf-8").splitlines()
    return {line.casefold() for line in lines if line and not line.startswith("#")}


def words_per_sentence(text: str) -> float:
    """The average length of a text's sentences; here medical names count."""
    sentences = [part for part in re.split(r"[.!?:]+(?=\s|$)", text) if re.search(r"\w", part)]
    return mean(len(re.findall(r"[\w'-]+", sentence)) for sentence in sentences)


@pytest.mark.parametrize("formula", FORMULAS, ids=lambda formula: formula.__name__)
def test_every_text_is_easy_to_read(formula: Callable[[str], float]) -> None:
    """No text is above grade 8, and half of them are at grade 6 or below.

    `uv run pytest -n0 -s tests/ui/test_words.py` shows the hardest.
    """
    grades = {text: formula(count) for text, count in measured().items()}
    hardest = sorted(grades, key=grades.__getitem__, reverse=True)
    middle = median(grades.values())
    print(f"{formula.__name__}: {len(grades)} texts, median {middle:.1f}; the hardest:")
    for text in hardest[:10]:
        print(f"  {grades[text]:4.1f}  {text}")
    assert [text for text in hardest if grades[text] > HARDEST] == []
    assert middle <= HARDEST_MEDIAN


@pytest.mark.parametrize("formula", FORMULAS, ids=lambda formula: formula.__name__)
def test_a_hard_text_would_be_found(formula: Callable[[str], float]) -> None:
    """The formulas see long words and long sentences, also in one short sentence."""
    assert formula(counted("Interventional procedures alleviate persistent discomfort")) > HARDEST
    assert formula(counted(f"You can ask {'and see and ask ' * 12}")) > HARDEST


def test_sentences_are_short() -> None:
    """The sentences of a text have 15 words on average at most."""
    lengths = {text: words_per_sentence(text) for text in every_text()}
    assert {text: length for text, length in lengths.items() if length > LONGEST} == {}


def test_medical_names_are_few_and_used() -> None:
    """Each name on the list stands in some text, and is not one that the rule book gives."""
    everything = "\n".join(every_text()).casefold()
    assert [name for name in more_names() if name not in everything] == []
    assert more_names() & names_of_the_book() == set()
    assert len(more_names()) <= 12


@pytest.mark.parametrize(
    ("kind", "words", "allowed"),
    [
        (kind, words, allowed)
        for kind, avoided in AVOIDED.items()
        for words, allowed in avoided.items()
    ],
)
def test_no_alarm_promise_ranking_or_advice(kind: str, words: str, allowed: list[str]) -> None:
    """A word to avoid stands only in the phrases that are allowed, and each of those is in use."""
    everything = "\n".join(every_text())
    for phrase in allowed:
        assert phrase in everything, f"allowed for nothing: {phrase!r}"
    rest = everything
    for phrase in allowed:
        rest = rest.replace(phrase, "")
    found = re.findall(rf".*\b(?:{words})\b.*", rest, re.IGNORECASE)
    assert found == [], f"{kind}: {found}"


@pytest.mark.parametrize(("words", "allowed"), DEVICE.items())
def test_no_words_of_a_device(words: str, allowed: list[str]) -> None:
    """No text says that these pages find, measure or choose anything for a person."""
    rest = "\n".join(every_text())
    for phrase in allowed:
        assert phrase in rest, f"allowed for nothing: {phrase!r}"
        rest = rest.replace(phrase, "")
    assert re.findall(rf".*\b(?:{words})\b.*", rest, re.IGNORECASE) == []


def test_the_words_of_a_device_would_be_found() -> None:
    """Each pattern finds what it is for."""
    said = (
        "we diagnose it",
        "a decision aid",
        "these are your treatments",
        "a treatment for you",
        "you should",
    )
    found = [re.search(rf"\b(?:{words})\b", text) for words, text in zip(DEVICE, said, strict=True)]
    assert None not in found


def test_words_are_such_as_people_say() -> None:
    """No text has the words of the rule engine, or phrases that read as a file does."""
    clipped = re.compile(rf"\b({NOT_SAID})\b", re.IGNORECASE)
    assert [text for text in every_text() if clipped.search(text)] == []


def test_spelling_is_american() -> None:
    """The document's spelling is American, and so is ours."""
    british = re.compile(rf"\b({BRITISH})\b", re.IGNORECASE)
    assert british.search("the centre")
    assert [text for text in every_text() if british.search(text)] == []


def test_no_colon_is_doubled_and_no_name_loses_its_capitals() -> None:
    """A text has one colon at most in a sentence, and an abbreviation stays in capitals."""
    twice = re.compile(r":[^.?!]*:")
    assert [text for text in every_text() if twice.search(text)] == []
    assert [text for text in every_text() if re.search(r"\b[a-z][A-Z]{2,}", text)] == []


def test_the_document_is_explained_where_it_first_appears() -> None:
    """A page that begins to speak of the document says what kind of document it is."""
    for place in (
        "location",
        "before the app",
        "about",
        "glossary",
        "options",
        "one option: result",
    ):
        page = " ".join(page_texts()[place])
        assert "a pain treatment guide" in page, place
        assert "names no author or date" in page, place


def test_a_word_inside_a_sentence_keeps_its_capitals() -> None:
    """Only the first letter of a plain word becomes small."""
    assert lower_first("CRPS, burning pain") == "CRPS, burning pain"
    assert lower_first("I am not sure") == "I am not sure"
    assert lower_first("Fluid injected around a nerve") == "fluid injected around a nerve"


def test_numbers_are_numerals() -> None:
    """A number is written as a numeral: 2, not two."""
    spelled = re.compile(rf"\b({NUMBER_WORDS})\b", re.IGNORECASE)
    assert [text for text in every_text() if spelled.search(text)] == []


def test_no_medical_name_stands_alone() -> None:
    """A page that names an option by its medical name gives its everyday name as well."""
    for place, texts in page_texts().items():
        page = "\n".join(texts)
        for option in BOOK.options:
            if re.search(rf"\b{option.medical_name}\b", page, re.IGNORECASE):
                assert option.name in page, f"{place}: {option.medical_name}"


def test_a_steroid_is_explained_where_it_is_named() -> None:
    """No description of an option speaks of a steroid without saying what it is."""
    meaning = next(word.description for word in BOOK.terms if word.id == "steroid")
    explained = f"A steroid is {meaning[0].lower()}{meaning[1:]}"
    speaking = [option for option in BOOK.options if "steroid" in option.description]
    assert speaking
    assert [option.id for option in speaking if explained not in option.description] == []


def test_nothing_is_copied_from_the_document() -> None:
    """No text shares 8 words in a row with the document, unless they only list treatments."""
    if not DOCUMENT.is_file():
        pytest.skip("the document is not part of the project, and no copy lies beside it")
    document = {unmarked(run) for run in runs(DOCUMENT.read_text(encoding="utf-8"))}
    copied = {
        text: [run for run in runs(text) if unmarked(run) in document and not only_names(run)]
        for text in every_text()
    }
    assert {text: shared for text, shared in copied.items() if shared} == {}


def test_only_names_in_a_row_are_no_copy() -> None:
    """Names of treatments in a row are told from a sentence that holds them."""
    names_alone = "nerve blocks, spinal cord stimulation and intrathecal drug delivery systems"
    assert all(map(only_names, runs(names_alone)))
    (said,) = runs("nerve blocks and spinal cord stimulation can help")
    assert not only_names(said)


def runs(text: str) -> set[tuple[str, ...]]:
    """Every 8 words in a row, those of medical names in capitals, all others in small letters."""
    marked = names().sub(lambda name: name.group().upper(), text.casefold())
    words = re.findall(r"[A-Za-z]+", marked)
    return {tuple(words[start : start + 8]) for start in range(len(words) - 7)}


def unmarked(run: tuple[str, ...]) -> tuple[str, ...]:
    """The words of a run in small letters."""
    return tuple(word.casefold() for word in run)


def only_names(run: tuple[str, ...]) -> bool:
    """Whether a run holds nothing but medical names and the words that join them."""
    return all(word.isupper() or word in {"and", "or"} for word in run)


@pytest.mark.parametrize("template", template_texts())
def test_every_text_of_a_template_was_seen(template: str) -> None:
    """What stands in a template shows on a page that was read for these tests."""
    seen = "\n".join(text for texts in page_texts().values() for text in texts)
    assert [piece for piece in template_texts()[template] if piece not in seen] == []


@pytest.mark.parametrize("module", constants())
def test_every_text_of_a_page_s_code_was_seen(module: str) -> None:
    """What stands in the code of the pages shows on a page that was read for these tests."""
    seen = "\n".join(text for texts in page_texts().values() for text in texts)
    assert [piece for piece in constants()[module] if piece not in seen] == []
