"""What Streamlit runs at every step of a visitor.

Streamlit compiles this file anew for each visitor, and runs all of it at each step. The app itself
is imported, which is done once.
"""

from ui.app import main

main()
