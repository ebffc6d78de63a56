"""Telegram and Slack on loopback: real sockets, real rules, faults on demand."""
