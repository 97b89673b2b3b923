"""`python -m bot` is `aoxanh`."""

from bot.cli import main

main()
