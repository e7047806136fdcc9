"""Names of diseases and drugs made from packages (see `build`), so that start-up reads two files and parses no XML."""
