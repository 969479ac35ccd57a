"""What Streamlit does not bring: a body map, and an announcer that moves focus after each step."""
