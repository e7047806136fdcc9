"""The screens: read, show, and on a click call one action. They decide nothing and keep nothing but ids."""
