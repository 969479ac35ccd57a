"""How much a rule book may hold: what can still be read, run and checked in a short time."""

LARGEST_FILE = 1_000_000
"""Bytes of one file: some 20 times the largest that ships."""

MOST_DOTS = 100
"""Dots in one line. The time to read a key such as `a.b.c` grows faster than its parts."""

MOST_LOCATIONS = 100
MOST_CONDITIONS = 500
MOST_OPTIONS = 100
"""`check` runs every location with every condition: 50,000 answers take a minute."""

MOST_RULES = 2_000
"""durable_rules refuses some 4,000 to 8,000, and takes time for each when it compiles them."""

MOST_CONSTANTS = 511
"""durable_rules keeps what the first test of every pattern compares with in one hash set of 512
places, all fields together, and probes a full one for ever. A book that would fill it is refused.
"""

LONGEST_CHAIN = 50
"""Implications one after the other: each reason is told step by step, and nobody reads more."""

MOST_DERIVATIONS = 1_500
"""Facts that implications derive where every condition is answered at once. Each way to a condition
is a fact of its own, so ways multiply: 22 conditions that all imply the later ones make 4 million.
"""
