"""An SMTP relay in a process of its own that takes every letter, counts it and forgets it.

`python -m benchmarks.sink` prints its port and serves until its standard input closes. Speaks a little of the
protocol, fast, so that a benchmark measures the sender. `DELAY` in milliseconds plays a relay that takes its time.
"""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

END = b"\r\n.\r\n"


class Sink(asyncio.Protocol):
    """One connection. Reads lines until DATA, then content until the lone dot."""

    letters = 0
    delay = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.buffer = bytearray()
        self.content = False
        transport.write(b"220 sink.example ESMTP\r\n")

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while self._step():
            pass

    def _step(self) -> bool:
        mark = END if self.content else b"\r\n"
        at = self.buffer.find(mark)
        if at < 0:
            return False
        line = bytes(self.buffer[:4]).upper()
        del self.buffer[: at + len(mark)]
        if self.content:
            self._taken()
        else:
            self._command(line)
        return True

    def _taken(self) -> None:
        self.content = False
        Sink.letters += 1
        if Sink.delay:
            asyncio.get_running_loop().call_later(Sink.delay, self.transport.write, b"250 2.0.0 taken\r\n")
        else:
            self.transport.write(b"250 2.0.0 taken\r\n")

    def _command(self, verb: bytes) -> None:
        if verb == b"EHLO":
            self.transport.write(b"250-sink.example\r\n250-8BITMIME\r\n250-PIPELINING\r\n250 SIZE 50000000\r\n")
        elif verb == b"DATA":
            self.content = True
            self.transport.write(b"354 go on\r\n")
        elif verb == b"QUIT":
            self.transport.write(b"221 bye\r\n")
            self.transport.close()
        elif verb == b"XCNT":
            self.transport.write(b"250 %d\r\n" % Sink.letters)
        else:
            self.transport.write(b"250 ok\r\n")


async def serve(delay_ms: float) -> None:
    """Serve on a free loopback port, printed on standard output, until standard input closes."""
    Sink.delay = delay_ms / 1000
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Sink, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


@dataclass(frozen=True, slots=True)
class Running:
    """A sink in another process."""

    port: int

    def letters(self) -> int:
        """How many letters it has taken so far."""
        return asyncio.run(_ask(self.port))


async def _ask(port: int) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    await reader.readline()
    writer.write(b"XCNT\r\n")
    answer = await reader.readline()
    writer.close()
    return int(answer.split()[1])


@contextmanager
def sink(delay_ms: float = 0) -> Iterator[Running]:
    """A running sink for the time of the block."""
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.sink", str(delay_ms)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin and process.stdout
    try:
        yield Running(int(process.stdout.readline()))
    finally:
        process.stdin.close()
        process.wait(10)


if __name__ == "__main__":
    asyncio.run(serve(float(sys.argv[1]) if len(sys.argv) > 1 else 0))
