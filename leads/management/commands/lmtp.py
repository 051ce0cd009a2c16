"""The LMTP door as a process of its own, on a port of this machine."""

from __future__ import annotations

import asyncio
import signal
from typing import Any

from django.core.management.base import BaseCommand

from leads.mail_door import lmtp_server


class Command(BaseCommand):
    help = "Listens for a mail server on this machine (LMTP) until SIGTERM or Ctrl-C."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="Address to listen on; never a public one.")
        parser.add_argument("--port", type=int, default=8024)

    def handle(self, *args: Any, **options: Any) -> None:
        asyncio.run(self.listen(options["host"], options["port"]))

    async def listen(self, host: str, port: int) -> None:
        loop, stopped = asyncio.get_running_loop(), asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stopped.set)
        server = await loop.create_server(lmtp_server, host, port)
        self.stdout.write(f"LMTP on {host}:{port}")
        self.stdout.flush()
        async with server:
            await stopped.wait()
