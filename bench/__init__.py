"""The bench: how long `execplan` takes, beside other linters, on one machine and in one run.

    python -m bench [FOLDER]

`docs/performance.md` says what is measured and how. No part of the wheel.
"""
