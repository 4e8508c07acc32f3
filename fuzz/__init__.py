"""Hostile input: what each reader of untrusted bytes has to hold, and engines that look for bytes for which it does not.

`python -m fuzz TARGET --runs N --seed S` runs a target; `fixtures/hostile/` keeps what was found.
"""
