"""One module for each screen, each with one function `show()`. (A folder named `pages` would be run by Streamlit itself.)"""
