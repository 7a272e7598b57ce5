"""What the snippets say, without the editors: each is short, is read by its own kind of parser, and starts the server."""

import json
import re
import subprocess
import tomllib
from pathlib import Path

MOST_LINES = 20


def trial(root: Path, binary: Path) -> str:
    editors = root / "editors"
    commands = {
        "neovim/lsp/lockgate.lua": quoted_words(editors / "neovim/lsp/lockgate.lua", r"cmd = \{(.*)\}"),
        "emacs/lockgate.el": quoted_words(editors / "emacs/lockgate.el", r"\(sql-mode \. \((.*?)\)\)"),
        "helix/languages.toml": helix(editors / "helix/languages.toml"),
        "sublime/LSP.sublime-settings": sublime(editors / "sublime/LSP.sublime-settings"),
        "jetbrains/lockgate/template.json": jetbrains(editors / "jetbrains/lockgate/template.json"),
        "zed/src/lib.rs": zed(editors / "zed"),
    }
    for name, command in commands.items():
        lines = (editors / name).read_text().splitlines()
        told = [line for line in lines if line.strip() and not line.lstrip().startswith(("//", "#", "--", ";"))]
        assert len(told) <= MOST_LINES, f"{name} has {len(told)} lines, more than {MOST_LINES}"
        assert command == ["lockgate", "lsp"], f"{name} starts {command}"
    answer = first_answer([str(binary), "lsp"])
    assert "capabilities" in answer["result"], f"the server answered {answer}"
    return f"{len(commands)} start the server"


def quoted_words(path: Path, pattern: str) -> list[str]:
    found = re.search(pattern, path.read_text())
    assert found, f"{path} names no command"
    return re.findall(r"""["']([^"']*)["']""", found.group(1))


def helix(path: Path) -> list[str]:
    settings = tomllib.loads(path.read_text())
    server = settings["language-server"]["lockgate"]
    assert "lockgate" in settings["language"][0]["language-servers"]
    return [server["command"], *server["args"]]


def sublime(path: Path) -> list[str]:
    text = "\n".join(line for line in path.read_text().splitlines() if not line.lstrip().startswith("//"))
    return json.loads(text)["clients"]["lockgate"]["command"]


def jetbrains(path: Path) -> list[str]:
    template = json.loads(path.read_text())
    assert {"id", "name", "fileTypeMappings"} <= template.keys()
    arguments = template["programArgs"]
    inner = re.fullmatch(r'sh -c "(.*)"', arguments["default"])
    assert inner and inner.group(1) == arguments["windows"], f"{path} starts different commands"
    return arguments["windows"].split()


def zed(folder: Path) -> list[str]:
    manifest = tomllib.loads((folder / "extension.toml").read_text())
    assert manifest["language_servers"]["lockgate"]["languages"] == ["SQL"]
    source = (folder / "src/lib.rs").read_text()
    return [*re.findall(r'which\("(\w+)"\)', source), *re.findall(r'vec!\["(\w+)"', source)]


def first_answer(command: list[str]) -> dict:
    """What the server says to `initialize`."""
    asked = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"capabilities": {}}}
    body = json.dumps(asked).encode()
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server:
        server.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        server.stdin.flush()
        length = 0
        while (line := server.stdout.readline().strip()) != b"":
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        answer = json.loads(server.stdout.read(length))
        server.kill()
    return answer
