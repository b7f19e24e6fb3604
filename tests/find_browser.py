"""Find or install a browser for the page tests; run by `make test`.

In this order: an installed Chromium or Chrome; Playwright's own download; as root on Debian, the package
`chromium`. Without any, the page tests are skipped loudly, or fail where CI=true.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

from tumen.build.browser import find_browser


def _try(*command: str) -> bool:
    try:
        return (
            subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=600).returncode == 0
        )
    except (OSError, subprocess.TimeoutExpired):
        return False


def main() -> int:
    """Make sure that there is a browser; return the exit status."""
    if not find_browser():
        _try(sys.executable, "-m", "playwright", "install", "chromium")
    if not find_browser() and hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        _try("apt-get", "update", "-qq") and _try("apt-get", "install", "-y", "-qq", "chromium")
    browser = find_browser()
    sys.stdout.write(f"browser for the page tests: {browser or 'NONE FOUND; the page tests will not run'}\n")
    return 0 if browser or os.environ.get("CI") != "true" else 1


if __name__ == "__main__":
    sys.exit(main())
