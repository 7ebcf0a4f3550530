"""The only rendering: what people see in Discord."""
