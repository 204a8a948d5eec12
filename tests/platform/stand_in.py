"""A stand-in for a part: answers GET on a port and has a grandchild.

Usage: stand_in.py PORT PIDS_FILE [stubborn | refuses | crashes]
"""

import http.server
import os
import signal
import subprocess
import sys
from pathlib import Path

port, pids, *how = sys.argv[1:]
grandchild = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
with Path(pids).open("a") as file:
    print(os.getpid(), grandchild.pid, file=file)
if how == ["refuses"]:
    print("HOLDFAST_KEYS is not set")
    sys.exit(2)
if how == ["crashes"]:
    sys.exit(3)
if how == ["stubborn"]:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)


class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()


http.server.HTTPServer(("127.0.0.1", int(port)), Answer).serve_forever()
