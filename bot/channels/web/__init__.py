"""The web face: an HTTP API, live WebSockets, a page, and the chat on it."""
