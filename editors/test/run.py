#!/usr/bin/env python3
"""Tries the editors' snippets with the editors themselves: `editors/test/run.py [NAME …]`.

Without names it tries what is quick: the snippets alone, whether the extension of VS Code can be packaged, and Neovim, Emacs
and Helix of Debian's testing release, in a folder of their own below `target/editors` (about 520 MB, made once by
`mmdebstrap`, as root). `vscode` installs npm's `code-server` as well (about 620 MB) and needs Chromium; screenshots lie in
`target/editors/vscode` afterwards.

The binary is `target/debug/lockgate`, or the one that LOCKGATE names.
"""

import os
import shutil
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import snippets  # noqa: E402
import terminal_editors  # noqa: E402
import vscode  # noqa: E402

QUICK = ["snippets", "extension", "neovim", "emacs", "helix"]
TRIALS = {
    "snippets": snippets.trial,
    "extension": vscode.package_trial,
    "neovim": terminal_editors.neovim,
    "emacs": terminal_editors.emacs,
    "helix": terminal_editors.helix,
    "vscode": vscode.trial,
}


def main() -> int:
    names = sys.argv[1:] or QUICK
    unknown = [name for name in names if name not in TRIALS]
    if unknown:
        print(f"unknown: {', '.join(unknown)}; known: {', '.join(TRIALS)}")
        return 2
    root = HERE.parent.parent
    binary = Path(os.environ.get("LOCKGATE", root / "target/debug/lockgate")).resolve()
    if not shutil.which(str(binary)):
        print(f"{binary} is not there: cargo build")
        return 2
    failed = 0
    for name in names:
        try:
            print(f"ok      {name}: {TRIALS[name](root, binary)}")
        except (AssertionError, OSError, RuntimeError) as error:
            failed += 1
            print(f"failed  {name}: {error}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
