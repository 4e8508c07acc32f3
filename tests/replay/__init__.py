"""Replays of whole histories: the gate's verdicts beside those of a naive oracle."""
