"""`python -m kit`: the same as the command `kit`."""

from kit.cli import main

raise SystemExit(main())
