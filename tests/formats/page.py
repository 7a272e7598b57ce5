"""Opens the page for reviewers in Chromium: nothing is asked of a network, the filters filter, nothing runs over its edge."""

import base64
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import html5lib
import websocket

FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--hide-scrollbars", "--remote-debugging-port=0",
    "--remote-allow-origins=*",
]  # fmt: skip


class Browser:
    """A Chromium that is talked to in the DevTools protocol. https://chromedevtools.github.io/devtools-protocol/"""

    def __init__(self, profile: str) -> None:
        self.process = subprocess.Popen(
            ["chromium", *FLAGS, f"--user-data-dir={profile}", "about:blank"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        port_file = Path(profile, "DevToolsActivePort")
        for _ in range(600):
            if port_file.exists() and port_file.read_text().count("\n") >= 1:
                break
            time.sleep(0.1)
        port, path = port_file.read_text().splitlines()
        self.socket = websocket.create_connection(f"ws://127.0.0.1:{port}{path}", timeout=60)
        self.number = 0
        self.events: list[dict] = []
        self.session = None
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in "Page", "Network", "Log", "Runtime":
            self.ask(f"{domain}.enable")

    def ask(self, method: str, **parameters: object) -> dict:
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        self.socket.send(json.dumps(message))
        while True:
            answer = json.loads(self.socket.recv())
            if answer.get("id") == self.number:
                if "error" in answer:
                    sys.exit(f"formats: {method}: {answer['error']}")
                return answer["result"]
            self.events.append(answer)

    def open(self, file: Path) -> None:
        self.ask("Page.navigate", url=file.as_uri())
        while self.value("document.readyState") != "complete":
            time.sleep(0.05)

    def value(self, expression: str) -> object:
        result = self.ask("Runtime.evaluate", expression=expression, returnByValue=True)
        if "exceptionDetails" in result:
            sys.exit(f"formats: {expression}: {result['exceptionDetails']}")
        return result["result"].get("value")

    def picture(self, file: Path) -> None:
        data = self.ask("Page.captureScreenshot", captureBeyondViewport=True)["data"]
        file.write_bytes(base64.b64decode(data))

    def close(self) -> None:
        self.session = None
        self.socket.send(json.dumps({"id": 0, "method": "Browser.close"}))
        self.process.wait(timeout=30)


def expect(found: object, wanted: object, what: str) -> None:
    if found != wanted:
        sys.exit(f"formats: html: {what}: {found}, not {wanted}")


def check(file: Path, findings: list, tools: Path) -> None:
    """The page as parsers and a browser see it."""
    html5lib.HTMLParser(strict=True).parse(file.read_text())
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        browser = Browser(profile)
        try:
            in_browser(browser, file, findings, tools)
        finally:
            browser.close()


def in_browser(browser: Browser, file: Path, findings: list, tools: Path) -> None:
    browser.open(file)
    shown = "[...document.querySelectorAll('.finding')].filter(one => one.checkVisibility()).length"
    expect(browser.value(shown), len(findings), "findings shown")
    expect(browser.value("document.querySelector('.filters').hidden"), False, "the script ran, and showed its filters")

    def filtered(change: str, wanted: int, what: str) -> None:
        browser.value(f"{{ const f = document.querySelector('.filters'); {change};"
                      " f.dispatchEvent(new Event('input', { bubbles: true })); }")  # fmt: skip
        expect(browser.value(shown), wanted, what)
        said = browser.value("document.querySelector('output').textContent")
        expect(said, f"{wanted} of {len(findings)}", "the number beside the filters")

    rule = findings[0]["rule"]
    filtered(f"f.rule.value = '{rule}'", sum(one["rule"] == rule for one in findings), f"findings of {rule}")
    filtered("f.reset()", len(findings), "findings after a reset")
    category = findings[-1]["category"]
    of_category = sum(one["category"] == category for one in findings)
    filtered(f"f.category.value = '{category}'", of_category, f"findings of {category}")
    errors = sum(one["severity"] == "error" for one in findings)
    filtered("f.reset(); f.querySelector('[value=error]').checked = false", len(findings) - errors, "all but errors")
    filtered("f.reset(); f.text.value = 'no such words'", 0, "findings with words that are nowhere")
    # A link leads to a finding also where a filter hides it.
    browser.value("location.hash = '#finding-1'")
    time.sleep(0.3)
    expect(browser.value(shown), len(findings), "findings shown after a link was followed")
    expect(browser.value("document.querySelectorAll('.migration .steps > li:not(.transaction)').length > 8"), True, "statements")

    for name, width, scheme in ("light", 1200, "light"), ("dark", 1200, "dark"), ("narrow", 390, "light"):
        browser.ask("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        browser.ask("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
        over = browser.value("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        expect(over, 0, f"pixels that run over the edge at {width}")
        dark = browser.value("getComputedStyle(document.body).backgroundColor.match(/[0-9]+/)[0] < 100")
        expect(dark, scheme == "dark", f"the background is dark in {name}")
        browser.picture(tools / f"page-{name}.png")

    asked = [event["params"]["request"]["url"] for event in browser.events if event["method"] == "Network.requestWillBeSent"]
    expect([url for url in asked if not url.startswith("file:")], [], "requests")
    logged = [event["params"]["entry"]["text"] for event in browser.events if event["method"] == "Log.entryAdded"]
    thrown = [event["params"] for event in browser.events if event["method"] == "Runtime.exceptionThrown"]
    expect(logged + thrown, [], "complaints of the browser")
