"""Run code that may hang or crash in a process of its own, where it can harm no other test."""

import os
import platform
import signal
import subprocess
import sys

_PREAMBLE = """
import resource
resource.setrlimit(resource.RLIMIT_CPU, ({seconds}, {seconds} + 1))
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
"""

HUNG = -signal.SIGXCPU
OVERWRITES_WHAT_IS_FREED = platform.libc_ver()[0] == "glibc"
"""Whether memory that a child has freed holds something else at once, so that reading it shows."""


def run_child(code: str, *, seconds: int = 20) -> subprocess.CompletedProcess[str]:
    """Run Python code in a process of its own.

    Args:
        code: What to run.
        seconds: How much work it may do before it is ended, however busy the machine is. Far more
            than it needs, unless it never ends.
    """
    return subprocess.run(
        [sys.executable, "-c", _PREAMBLE.format(seconds=seconds) + code],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "MALLOC_PERTURB_": "90"},
    )
