"""What people write, for type checkers; a test runs it, too."""

import palmsig


def version() -> str:
    return palmsig.__version__
