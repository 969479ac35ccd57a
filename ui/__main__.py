"""`python -m ui` is the same as `pain-options`."""

import sys

from ui.command_line import main

sys.exit(main())
