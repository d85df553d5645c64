"""A real Chromium for tests, spoken to over pipes: pages, keys, sizes, paper; its network is off."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from base64 import b64decode
from pathlib import Path
from types import TracebackType
from typing import Any

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
_FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe", "--no-first-run", "--disable-extensions",
    "--disable-background-networking", "--window-size=1100,900",
)  # fmt: skip
# Chromium reads file 3 and writes file 4: our ends are put there, by way of numbers that neither has.
_PIPES = """
import fcntl, os, sys
ends = [fcntl.fcntl(int(end), fcntl.F_DUPFD, 10) for end in sys.argv[1:3]]
for number, end in zip((3, 4), ends):
    os.dup2(end, number)
os.execv(sys.argv[3], sys.argv[3:])
"""


class Browser:
    """One window of a headless Chromium.

    Parameters
    ----------
    home : Path
        Takes its profile.

    Attributes
    ----------
    complaints : list of str
        What the console said, and every thing that the page tried to load.
    """

    def __init__(self, home: Path) -> None:
        assert CHROMIUM is not None
        to_browser, self._ours = os.pipe()
        theirs, from_browser = os.pipe()
        self._process = subprocess.Popen(
            [sys.executable, "-c", _PIPES, str(to_browser), str(from_browser), CHROMIUM, *_FLAGS,
             f"--user-data-dir={home / 'profile'}", "about:blank"],
            stderr=subprocess.DEVNULL,
            pass_fds=(to_browser, from_browser),
            env={**os.environ, "HOME": str(home)},
        )  # fmt: skip
        os.close(to_browser)
        os.close(from_browser)
        self._answers = os.fdopen(theirs, "rb", buffering=0)
        self._rest = b""
        self._number = 0
        self._session: str | None = None
        self._events: list[dict[str, Any]] = []
        self.complaints: list[str] = []
        targets = self.call("Target.getTargets")["targetInfos"]
        page = next(target["targetId"] for target in targets if target["type"] == "page")
        self._session = self.call("Target.attachToTarget", targetId=page, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")
        self.call("Network.emulateNetworkConditions", offline=True, latency=0, downloadThroughput=0, uploadThroughput=0)

    def __enter__(self) -> Browser:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        try:
            self._session = None
            self.call("Browser.close")
        except (OSError, EOFError):
            pass
        self._process.wait(30)
        os.close(self._ours)
        self._answers.close()

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Send one command and return its result."""
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        self._send(json.dumps(message).encode() + b"\0")
        while True:
            answer = self._receive()
            if answer.get("id") == self._number:
                assert "error" not in answer, (method, answer["error"])
                result: dict[str, Any] = answer["result"]
                return result

    def open(self, file: Path) -> None:
        """Open a page and wait until it is loaded."""
        self._events.clear()
        self.call("Page.navigate", url=file.resolve().as_uri())
        while not any(event["method"] == "Page.loadEventFired" for event in self._events):
            self._receive()

    def run(self, script: str) -> Any:
        """Return what a script gives; the page's own policy, which forbids scripts, does not bind us."""
        answer = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def press(self, key: str, text: str = "") -> None:
        """Press a key, such as Tab or Enter."""
        code = {"Tab": 9, "Enter": 13, " ": 32}[key]
        common: dict[str, Any] = {"key": key, "code": "Space" if key == " " else key, "windowsVirtualKeyCode": code}
        self.call("Input.dispatchKeyEvent", type="keyDown", text=text, **common)
        self.call("Input.dispatchKeyEvent", type="keyUp", **common)

    def prefer(self, scheme: str = "light", media: str = "") -> None:
        """Show the page as on a dark or light screen, or as on paper."""
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.call("Emulation.setEmulatedMedia", media=media, features=features)

    def resize(self, width: int, height: int = 900) -> None:
        """Make the window as wide as a screen, or as a telephone."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def picture(self, *, whole: bool = False) -> bytes:
        """Return a PNG of the window, or of the whole page."""
        return b64decode(self.call("Page.captureScreenshot", captureBeyondViewport=whole)["data"])

    def paper(self) -> bytes:
        """Return the page as PDF."""
        answer = self.call("Page.printToPDF", preferCSSPageSize=True, printBackground=True)
        return b64decode(answer["data"])

    def _send(self, message: bytes) -> None:
        while message:
            message = message[os.write(self._ours, message) :]

    def _receive(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            more = self._answers.read(1 << 20)
            if not more:
                raise EOFError("the browser has gone")
            self._rest += more
        first, self._rest = self._rest.split(b"\0", 1)
        message: dict[str, Any] = json.loads(first)
        self._note(message)
        return message

    def _note(self, message: dict[str, Any]) -> None:
        method, what = message.get("method"), message.get("params", {})
        if method:
            self._events.append(message)
        if method == "Runtime.consoleAPICalled" or method == "Runtime.exceptionThrown":
            self.complaints.append(f"console: {what}")
        elif method == "Log.entryAdded":
            self.complaints.append(f"log: {what['entry'].get('text')}")
        elif method == "Network.requestWillBeSent" and what["request"]["url"] != what.get("documentURL"):
            self.complaints.append(f"asked for: {what['request']['url']}")
