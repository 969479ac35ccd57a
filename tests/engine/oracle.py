"""What the document says, written out by hand: an independent oracle for the tests.

The tables below were written from the source document ("Interventional Pain Management FAQ") and
the design, by hand. This module must never read `rules/`, nor import anything from `engine/` or
`ui/`: it is worth having only as a second account of the same document. When it and the engine
disagree, go back to the document to find which of them is wrong.
"""

from collections.abc import Iterable
from dataclasses import dataclass

# --- Vocabulary ----------------------------------------------------------------------------------

LOCATIONS: tuple[str, ...] = (
    "head",
    "neck",
    "upper_back",
    "lower_back",
    "arm",
    "leg",
    "trunk",
    "missing_limb",
    "widespread",
)

SPINE: frozenset[str] = frozenset({"neck", "upper_back", "lower_back"})

CONDITIONS: tuple[str, ...] = (
    "back_neck_pain",
    "degenerative_disc_disease",
    "herniated_disc",
    "spinal_stenosis",
    "arthritis",
    "facet_joint_arthritis",
    "sciatica",
    "failed_back_surgery_syndrome",
    "headache",
    "tension_headache",
    "migraine",
    "cluster_headache",
    "crps",
    "cancer_pain",
    "phantom_limb_pain",
    "neuropathic_pain",
    "diabetic_neuropathy",
    "shingles_pain",
    "spinal_cord_injury",
    "peripheral_neuropathy",
    "post_surgical_pain",
    "not_sure",
    "something_else",
)

# Each of these is an answer on its own, never beside another condition.
STAND_ALONE: frozenset[str] = frozenset({"not_sure", "something_else"})

EVERYWHERE: frozenset[str] = frozenset(LOCATIONS)

# Where the questionnaire offers each condition.
OFFERED: dict[str, frozenset[str]] = {
    "back_neck_pain": SPINE,
    "degenerative_disc_disease": SPINE,
    "herniated_disc": SPINE | {"arm", "leg"},
    "spinal_stenosis": SPINE | {"arm", "leg"},
    "arthritis": SPINE | {"arm", "leg"},
    "facet_joint_arthritis": SPINE,
    "sciatica": frozenset({"lower_back", "leg"}),
    "failed_back_surgery_syndrome": frozenset({"upper_back", "lower_back", "leg"}),
    "headache": frozenset({"head"}),
    "tension_headache": frozenset({"head"}),
    "migraine": frozenset({"head"}),
    "cluster_headache": frozenset({"head"}),
    "crps": frozenset({"arm", "leg"}),
    "cancer_pain": EVERYWHERE - {"missing_limb"},
    "phantom_limb_pain": frozenset({"missing_limb"}),
    "neuropathic_pain": EVERYWHERE,
    "diabetic_neuropathy": frozenset({"arm", "leg", "trunk", "widespread"}),
    "shingles_pain": EVERYWHERE,
    "spinal_cord_injury": EVERYWHERE,
    "peripheral_neuropathy": frozenset({"arm", "leg", "widespread"}),
    "post_surgical_pain": EVERYWHERE,
    "not_sure": EVERYWHERE,
    "something_else": EVERYWHERE,
}

# In the document's order.
OPTIONS: tuple[str, ...] = (
    "nerve_block",
    "epidural_steroid_injection",
    "facet_joint_injection",
    "radiofrequency_ablation",
    "spinal_cord_stimulation",
    "intrathecal_drug_delivery",
    "trigger_point_injection",
    "nerve_hydrodissection",
    "percutaneous_discectomy",
)

# --- What the document lists ---------------------------------------------------------------------

# Section "Treatments": each treatment, and the conditions its item gives.
TREATMENTS_SECTION: dict[str, tuple[str, ...]] = {
    "nerve_block": ("back_neck_pain", "headache", "crps"),
    "epidural_steroid_injection": ("sciatica", "herniated_disc", "spinal_stenosis"),
    "facet_joint_injection": ("arthritis", "degenerative_disc_disease", "spinal_stenosis"),
    "radiofrequency_ablation": ("spinal_stenosis", "herniated_disc", "facet_joint_arthritis"),
    "spinal_cord_stimulation": (
        "crps",
        "failed_back_surgery_syndrome",
        "peripheral_neuropathy",
    ),
    "intrathecal_drug_delivery": ("cancer_pain", "phantom_limb_pain", "crps"),
}

# Section "Treatments", item "Other treatments": named, with no condition given.
OTHER_TREATMENTS: tuple[str, ...] = (
    "trigger_point_injection",
    "nerve_hydrodissection",
    "percutaneous_discectomy",
)

# Section "Conditions": each condition, and the treatments its item gives.
CONDITIONS_SECTION: dict[str, tuple[str, ...]] = {
    "back_neck_pain": (),  # This item gives causes, and no treatment.
    "headache": ("nerve_block", "trigger_point_injection"),
    "crps": ("nerve_block", "spinal_cord_stimulation"),
    "cancer_pain": ("nerve_block", "spinal_cord_stimulation", "intrathecal_drug_delivery"),
    "phantom_limb_pain": ("spinal_cord_stimulation",),
    "neuropathic_pain": ("nerve_block", "spinal_cord_stimulation", "intrathecal_drug_delivery"),
    "post_surgical_pain": ("nerve_block", "spinal_cord_stimulation", "intrathecal_drug_delivery"),
}

# Facet joints are in the spine: elsewhere, these two lead to no option.
ONLY_AT_THE_SPINE: frozenset[str] = frozenset({"arthritis", "facet_joint_arthritis"})

# --- What the answers amount to ------------------------------------------------------------------

# Section "Conditions": the causes that three of its items give.
CAUSES_OF_BACK_AND_NECK_PAIN: frozenset[str] = frozenset(
    {"degenerative_disc_disease", "herniated_disc", "spinal_stenosis", "arthritis"}
)
CAUSES_OF_HEADACHES: frozenset[str] = frozenset(
    {"tension_headache", "migraine", "cluster_headache"}
)
CAUSES_OF_NEUROPATHIC_PAIN: frozenset[str] = frozenset(
    {"diabetic_neuropathy", "shingles_pain", "spinal_cord_injury"}
)


def conditions_that_hold(
    location: str, answered: frozenset[str], *, with_editorial_link: bool
) -> frozenset[str]:
    """The conditions answered, and those the answers amount to."""
    hold = set(answered)

    # By definition of the document's words.
    if location in SPINE:
        hold.add("back_neck_pain")
    if location == "missing_limb":
        hold.add("phantom_limb_pain")
    if "facet_joint_arthritis" in answered:
        hold.add("arthritis")

    # Stated by the document: a cause implies what it causes.
    if location in SPINE and hold & CAUSES_OF_BACK_AND_NECK_PAIN:
        hold.add("back_neck_pain")
    if hold & CAUSES_OF_HEADACHES:
        hold.add("headache")
    if hold & CAUSES_OF_NEUROPATHIC_PAIN:
        hold.add("neuropathic_pain")

    # The editorial links: ours, not the document's. Pain in the face need not be a headache.
    if with_editorial_link and "peripheral_neuropathy" in answered:
        hold.add("neuropathic_pain")
    if with_editorial_link and location == "head" and "not_sure" in answered:
        hold.add("headache")

    return frozenset(hold)


def sections_that_list(option: str, condition: str, location: str) -> frozenset[str]:
    """The sections of the document that list the option for the condition, at this location."""
    if condition in ONLY_AT_THE_SPINE and location not in SPINE:
        return frozenset()
    sections: set[str] = set()
    if condition in TREATMENTS_SECTION.get(option, ()):
        sections.add("Treatments")
    if option in CONDITIONS_SECTION.get(condition, ()):
        sections.add("Conditions")
    return frozenset(sections)


def options_for(location: str, conditions: frozenset[str]) -> frozenset[str]:
    """The options that the document lists for any of these very conditions."""
    found: set[str] = set()
    for option in OPTIONS:
        for condition in conditions:
            if sections_that_list(option, condition, location):
                found.add(option)
    return frozenset(found)


# --- The outcome ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Expected:
    """What the outcome for one set of answers must hold."""

    # The listed options, then the implied, each in the document's order.
    options: tuple[str, ...]
    # Option -> "listed" (for a condition the person chose) or "implied".
    basis: dict[str, str]
    # The options that only an editorial link reaches.
    editorial: frozenset[str]
    # Option -> the sections ("Treatments", "Conditions") that list it for a condition that holds.
    sections: dict[str, frozenset[str]]
    # Those of the "other treatments" that are not among the options, in the document's order.
    also_named: tuple[str, ...]
    # The conditions that hold beyond those answered.
    implied: frozenset[str]
    # For "not_sure" alone: each condition offered at the location -> its options there.
    if_found: dict[str, tuple[str, ...]]


def expected(location: str, conditions: Iterable[str]) -> Expected:
    """The outcome that the document calls for, for any known location and known conditions."""
    answered = frozenset(conditions)
    check_answers(location, answered)

    hold = conditions_that_hold(location, answered, with_editorial_link=True)
    hold_without_link = conditions_that_hold(location, answered, with_editorial_link=False)

    reached = options_for(location, hold)
    listed = options_for(location, answered)
    reached_without_link = options_for(location, hold_without_link)

    listed_in_order = tuple(o for o in OPTIONS if o in listed)
    implied_in_order = tuple(o for o in OPTIONS if o in reached and o not in listed)
    options = listed_in_order + implied_in_order

    basis: dict[str, str] = {}
    sections: dict[str, frozenset[str]] = {}
    for option in options:
        basis[option] = "listed" if option in listed else "implied"
        cited: set[str] = set()
        for condition in hold:
            cited |= sections_that_list(option, condition, location)
        sections[option] = frozenset(cited)

    if_found: dict[str, tuple[str, ...]] = {}
    if "not_sure" in answered:
        for condition in CONDITIONS:
            if condition not in STAND_ALONE and location in OFFERED[condition]:
                if_found[condition] = expected(location, [condition]).options

    return Expected(
        options=options,
        basis=basis,
        editorial=reached - reached_without_link,
        sections=sections,
        also_named=tuple(o for o in OTHER_TREATMENTS if o not in reached),
        implied=hold - answered,
        if_found=if_found,
    )


def check_answers(location: str, answered: frozenset[str]) -> None:
    """Refuse answers that the questionnaire's vocabulary does not have."""
    if location not in LOCATIONS:
        raise ValueError(f"unknown location: {location!r}")
    unknown = sorted(answered - set(CONDITIONS))
    if unknown:
        raise ValueError(f"unknown conditions: {unknown}")
    if not answered:
        raise ValueError("at least one condition is needed")
    if answered & STAND_ALONE and len(answered) > 1:
        raise ValueError(f"a stand-alone answer beside another: {sorted(answered)}")


# --- What each record rests on -------------------------------------------------------------------

# How many phrases of the document a record rests on, counted by hand; all others rest on one, or
# are ours.
SEVERAL_PHRASES: dict[str, int] = {
    "rule 'nerve_block_for_headache'": 2,
    "rule 'nerve_block_for_crps'": 2,
    "rule 'spinal_cord_stimulation_for_crps'": 2,
    "rule 'intrathecal_drug_delivery_for_cancer_pain'": 2,
    "rule 'other_treatments_also_named'": 3,
    "rule 'not_everybody_is_a_candidate'": 2,
    "condition 'crps'": 3,
    "condition 'cancer_pain'": 2,
    "condition 'phantom_limb_pain'": 2,
    "option 'nerve_block'": 11,
    "option 'epidural_steroid_injection'": 7,
    "option 'facet_joint_injection'": 6,
    "option 'radiofrequency_ablation'": 7,
    "option 'spinal_cord_stimulation'": 13,
    "option 'intrathecal_drug_delivery'": 8,
    "option 'trigger_point_injection'": 3,
    "statement 'what_the_field_is'": 2,
    "statement 'who_does_it'": 2,
    "statement 'when_to_see_a_specialist'": 2,
    "statement 'what_a_specialist_does'": 2,
}
