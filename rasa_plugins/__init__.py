"""The few classes that are loaded inside the Rasa process (Python 3.10)."""
