"""The engine: knows no chat, no environment variable."""
