"""From plain text to a suggested layer: pure, offline, standard library only."""
