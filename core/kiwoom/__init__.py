"""Everything that knows the word Kiwoom; `broker.Broker` is what the rest of the bot holds."""
