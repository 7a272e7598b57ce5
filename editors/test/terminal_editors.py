"""Neovim, Emacs and Helix, each with the snippet of this repository, in Debian's testing release below `target/editors`."""

import os
import pty
import re
import select
import shutil
import subprocess
import time
from pathlib import Path

import project

HERE = Path(__file__).resolve().parent
MIRROR = "http://deb.debian.org/debian"
PACKAGES = "neovim,hx,emacs-nox,ca-certificates"


def neovim(root: Path, binary: Path) -> str:
    debian = prepared(root, binary)
    install(root / "editors/neovim/lsp/lockgate.lua", debian / "root/.config/nvim/lsp/lockgate.lua")
    install(HERE / "neovim.lua", debian / "root/neovim.lua")
    said = run(debian, ["nvim", "--headless", "-c", "luafile /root/neovim.lua", project.MIGRATION])
    return judge(debian, said)


def emacs(root: Path, binary: Path) -> str:
    debian = prepared(root, binary)
    install(root / "editors/emacs/lockgate.el", debian / "root/lockgate.el")
    install(HERE / "emacs.el", debian / "root/emacs.el")
    said = run(debian, ["emacs", "--batch", "-l", "/root/lockgate.el", "-l", "/root/emacs.el"])
    return judge(debian, said)


def helix(root: Path, binary: Path) -> str:
    debian = prepared(root, binary)
    install(root / "editors/helix/languages.toml", debian / "root/.config/helix/languages.toml")
    pid, screen = pty.fork()
    if pid == 0:
        command = in_root(debian, ["hx", project.MIGRATION])
        os.execvp(command[0], command)
    try:
        # Down at the statement, its actions, the first of them, write, quit.
        shown = read_until(screen, project.FINDING, 20)
        for keys in ["gg", " a", "\r", "\x1b", ":w\r", ":q!\r"]:
            os.write(screen, keys.encode())
            shown += read_until(screen, None, 1)
    finally:
        os.close(screen)
        os.waitpid(pid, 0)
    return judge(debian, shown)


def judge(debian: Path, said: str) -> str:
    assert project.FINDING in said, f"the finding is not shown: {said[-1500:]}"
    text = (debian / "root/project" / project.MIGRATION).read_text()
    assert text == project.FIXED, f"the fix is not applied: {text!r}; {said[-1500:]}"
    return "shows the finding and applies its fix"


def prepared(root: Path, binary: Path) -> Path:
    """Debian's testing release with the editors and the server, and a fresh project in it."""
    debian = root / "target/editors/debian"
    if not (debian / "usr/bin/hx").exists():
        if os.geteuid() != 0 or not shutil.which("mmdebstrap"):
            raise RuntimeError("the editors are installed by root, with mmdebstrap: apt-get install mmdebstrap")
        debian.parent.mkdir(parents=True, exist_ok=True)
        made = subprocess.run(
            ["mmdebstrap", "--variant=apt", '--aptopt=Acquire::Check-Valid-Until "false"', f"--include={PACKAGES}",
             "forky", str(debian), MIRROR],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
        )
        assert made.returncode == 0, f"mmdebstrap: {made.stderr[-1500:]}"
    install(binary, debian / "usr/local/bin/lockgate")
    folder = debian / "root/project"
    shutil.rmtree(folder, ignore_errors=True)
    project.write(folder)
    return debian


def install(file: Path, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    # A server that the last editor left may still be ending: what it runs from cannot be written to, only replaced.
    place.unlink(missing_ok=True)
    shutil.copy2(file, place)


def in_root(debian: Path, command: list[str]) -> list[str]:
    """Runs in the project's folder. Helix asks /proc for its own path: it is there for this command alone."""
    settings = "HOME=/root TERM=xterm-256color LANG=C.UTF-8 LINES=40 COLUMNS=160"
    words = " ".join(f"'{word}'" for word in command)
    inside = f"cd /root/project && export {settings} && exec {words}"
    outside = 'mount -t proc proc "$0/proc" && exec chroot "$0" sh -c "$1"'
    return ["unshare", "--mount", "sh", "-c", outside, str(debian), inside]


def run(debian: Path, command: list[str]) -> str:
    done = subprocess.run(
        in_root(debian, command), stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120, check=False
    )
    return done.stdout + done.stderr


def read_until(screen: int, wanted: str | None, seconds: float) -> str:
    """What the terminal shows, as text without its escape sequences, until it holds `wanted` or the time is over."""
    shown = ""
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        ready, _, _ = select.select([screen], [], [], left)
        if not ready:
            break
        try:
            shown += os.read(screen, 65536).decode(errors="replace")
        except OSError:
            break
        if wanted is not None and wanted in plain(shown):
            break
    return plain(shown)


def plain(shown: str) -> str:
    """Without escape sequences; a terminal moves the cursor where others write a blank."""
    text = re.sub(r"\x1b\[[0-9;?:$>]*[A-Za-z]|\x1b[()][A-Z0-9]|\x1b\][^\x07\x1b]*(\x07|\x1b\\)", " ", shown)
    return re.sub(r"\s+", " ", text)
