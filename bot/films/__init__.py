"""Where film facts come from."""
