"""Rows of the outbox that become words only when they are due."""

# A pause of an exercise; a gentle check after someone said that they are fine, or agreed to be asked; a check-in that
# someone asked for; word that a contact has stopped texts.
TIMER, GENTLE, CHECK_IN, CONTACT_STOPPED = "timer", "gentle", "check_in", "contact_stopped"
SPOKEN = (TIMER, GENTLE, CHECK_IN, CONTACT_STOPPED)
