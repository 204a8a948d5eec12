"""The doors: text messages and the web chat. They authenticate, take in, and answer."""
