"""Settings for the whole suite."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

# A merge must not be blocked by an example that another run would not have tried, nor by a slow machine. Set
# HYPOTHESIS_PROFILE=random to search for new ones; what it finds becomes an @example.
settings.register_profile("fixed", derandomize=True, deadline=None)
settings.register_profile("random", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fixed"))


@pytest.fixture(scope="session", autouse=True)
def no_cache_of_others(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Runs of `execplan lint` keep what they find in a folder of the tests' own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EXECPLAN_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        yield
