"""The doors to the outside world, real and in memory. Nothing here decides anything."""
