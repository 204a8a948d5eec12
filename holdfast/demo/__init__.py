"""The demonstration: one fictional clinic, imported through the same file as a real one."""
