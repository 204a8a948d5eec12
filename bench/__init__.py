"""Measurements. `python -m bench.turns`: how fast a message is answered, beside stock Rasa."""
