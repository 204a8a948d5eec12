"""`python -m holdfast.serve`: the service, ready a second sooner.

A fourth of its start went into collecting garbage among modules and rules that all stay. So nothing is collected
until everything is loaded; `service.main` switches it on again before anyone is served.
"""

import gc
import sys

if __name__ == "__main__":
    gc.disable()
    from holdfast import service

    sys.exit(service.main())
