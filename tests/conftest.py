"""Settings for the whole suite."""

from __future__ import annotations

import os

from hypothesis import settings

# A merge must not be blocked by an example that another run would not have tried, nor by a slow machine. Set
# HYPOTHESIS_PROFILE=random to search for new ones; what it finds becomes an @example.
settings.register_profile("fixed", derandomize=True, deadline=None)
settings.register_profile("random", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fixed"))
