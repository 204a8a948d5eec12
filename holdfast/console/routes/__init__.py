"""The routes of the console, by page."""
