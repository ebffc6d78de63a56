"""The HTTP API under `/api/v1` and the live WebSockets: one module for each kind of thing."""
