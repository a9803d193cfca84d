"""The module as a whole."""

import palmsig


def test_version_is_that_of_the_workspace() -> None:
    assert palmsig.__version__.count(".") == 2
