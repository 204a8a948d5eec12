"""Rows of the outbox that become words only when they are due."""

# A pause of an exercise; a gentle check after someone said that they are fine, or agreed to be asked; a check-in that
# someone asked for.
TIMER, GENTLE, CHECK_IN = "timer", "gentle", "check_in"
SPOKEN = (TIMER, GENTLE, CHECK_IN)
