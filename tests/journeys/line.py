"""A line between a browser and the site that can really be cut.

The browser's own emulation of being offline reaches a page at once and its service worker some
time later; a line that is down is down for both.
"""

from __future__ import annotations

import contextlib
import socket
import threading

HERE = "127.0.0.1"


class Line:
    """Forwards one port of this machine to another, until it is cut."""

    def __init__(self, port: int) -> None:
        """Lead to that port; `port` of the line is chosen by the system and stays."""
        self._target = port
        self._ends: list[socket.socket] = []
        self.port = 0
        self.mend()

    def mend(self) -> None:
        """Open the line (again), at the same port."""
        self._door = socket.create_server((HERE, self.port))
        self.port = self._door.getsockname()[1]
        threading.Thread(target=self._answer, args=(self._door,), daemon=True).start()

    def cut(self) -> None:
        """Refuse what comes and end what is open."""
        for end in (self._door, *self._ends):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        self._ends.clear()

    def _answer(self, door: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = door.accept()
                far = socket.create_connection((HERE, self._target))
                self._ends += [near, far]
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=_pump, args=(one, other), daemon=True).start()


def _pump(one: socket.socket, other: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while part := one.recv(65536):
            other.sendall(part)
        other.shutdown(socket.SHUT_WR)
