"""Where and how the program writes its log: one line an event, on standard error."""

import logging
import sys
from contextlib import suppress
from typing import TextIO, cast

import structlog


class Lenient:
    """Where lines go; what cannot be written (a full disk, nobody who reads) is lost. A line that raised would end the
    very work that tells of its trouble: letters would stay behind for want of a log."""

    def __init__(self, stream: TextIO | None) -> None:
        self.stream = stream

    def write(self, text: str) -> int:
        if self.stream is not None:
            with suppress(OSError, ValueError):
                self.stream.write(text)
        return len(text)

    def flush(self) -> None:
        if self.stream is not None:
            with suppress(OSError, ValueError):
                self.stream.flush()


def set_up(*, verbose: bool = False) -> None:
    """Readable lines on a terminal, JSON elsewhere; what libraries warn of goes the same way."""
    level = logging.DEBUG if verbose else logging.INFO
    terminal = sys.stderr is not None and sys.stderr.isatty()
    lines = cast(TextIO, Lenient(sys.stderr))
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    renderer: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer() if terminal else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    structlog.configure(
        processors=[*shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(lines),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(lines)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
