"""Schema sources: one form of schema each, to declarations."""
