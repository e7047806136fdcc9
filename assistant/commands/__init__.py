"""What the `second-opinion` command does: `records` needs no server and no database, `service` runs one."""
