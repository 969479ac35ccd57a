"""What Streamlit does not bring, as components of the browser's own."""
