"""A form with nothing to it, to tell what a step costs by itself in Streamlit."""

import streamlit as st

with st.form("form"):
    st.radio("Where", ["Here", "There", "Elsewhere"], index=None, key="place")
    st.checkbox("Sure", key="sure")
    st.text_input("Words", key="words")
    st.form_submit_button("Send", key="FormSubmitter")
