"""The faces of the engine and the command `kiwoom-bot`."""
