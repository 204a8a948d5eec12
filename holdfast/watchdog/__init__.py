"""Watches over the handoff from a process of its own: reads the record, tries the whole way, and pages by itself.

It shares with the service the tables, the keys and the settings, and none of the ways by which the service works.
"""
