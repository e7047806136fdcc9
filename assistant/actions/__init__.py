"""What a person can do: permit, load, call a verb, commit change and audit event together. Never shows anything."""
