"""The page that every visit starts with, before Streamlit is there."""
