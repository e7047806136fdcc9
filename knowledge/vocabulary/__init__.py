"""Names of diseases and drugs made from packages (see `build`), so that start-up reads two small files and parses no XML."""
