"""Hostile input: what each reader of untrusted bytes has to hold, and engines that look for bytes that break it.

`python -m fuzz TARGET --runs N --seed S` runs a target; `fixtures/hostile/` keeps what was found.
"""
