"""The assistant: nouns in `model`, a verb a module, doors in `ports` and `adapters`, people's deeds in `actions`."""
