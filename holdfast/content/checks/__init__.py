"""The checks of `holdfast check`, one file for each kind. Each takes what it needs and yields findings."""
