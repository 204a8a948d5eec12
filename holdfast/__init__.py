"""Holdfast: conversational support for people in recovery from self-harm."""
