"""One module for each screen, each with one `show()`. (Streamlit would run a folder named `pages` by itself.)"""
