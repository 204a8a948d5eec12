"""Handing over to people: episodes, alerts, the ladder, acknowledgement, and the truth to the person meanwhile."""
