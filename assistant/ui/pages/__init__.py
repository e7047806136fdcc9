"""One module for each screen, each with one function `show()`."""
