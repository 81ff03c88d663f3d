"""Annotations in and out by open formats. What does not anchor exactly in its text is refused, with its place."""
