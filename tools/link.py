"""Put this checkout on its environment's path, with the `linli` command: no build, no network."""

import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
COMMAND = f"""#!{sys.executable}
import sys

from linli.config.cli import main

sys.exit(main())
"""


def main() -> None:
    """Write the .pth file and the command."""
    Path(sysconfig.get_path("purelib"), "linli.pth").write_text(f"{ROOT / 'src'}\n")
    command = Path(sysconfig.get_path("scripts"), "linli")
    command.write_text(COMMAND)
    command.chmod(0o755)


if __name__ == "__main__":
    main()
