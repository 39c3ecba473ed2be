#!/usr/bin/env python
"""Django's command line for carecoord."""

import os
import sys


def main() -> None:
    if sys.version_info < (3, 11):  # noqa: UP036  # for whoever starts it with an older Python
        sys.exit(f"carecoord needs Python 3.11 or later; this is {sys.version.split()[0]}.")
    if sys.argv[1:2] == ["up"]:
        from carecoord.engines.house import main as up

        sys.exit(up(sys.argv[2:]))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "carecoord.settings")
    from django.core.management import execute_from_command_line

    from carecoord.env import BadEnvironment

    try:
        execute_from_command_line(sys.argv)
    except BadEnvironment as fault:
        print(fault, file=sys.stderr)  # noqa: T201  # there is no log yet
        sys.exit(2)


if __name__ == "__main__":
    main()
