"""A worker: works until it is asked to end, and then finishes what it does."""

from __future__ import annotations

import signal
import sys
import threading

from orders import is_connected

stop = threading.Event()
signal.signal(signal.SIGTERM, lambda *_: stop.set())
sys.stdout.write(f"connected: {is_connected()}\n")
sys.stdout.flush()
stop.wait()
sys.stdout.write("finished\n")
