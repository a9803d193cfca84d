"""``python -m palmsig`` is the console command."""

from .cli import main

main()
