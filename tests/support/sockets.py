"""A plugin of pytest: nbval's kernels are reached by sockets in a folder of their own.

nbval draws free ports, which its kernel binds later: where another process has bound one meanwhile, no answer comes.
"""

from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import nbval.kernel
from jupyter_client.manager import KernelManager

_FOLDER = TemporaryDirectory()
_NUMBERS = count()


def _manager(**options: Any) -> KernelManager:
    connection = Path(_FOLDER.name, f"{next(_NUMBERS)}.json")
    return KernelManager(transport="ipc", connection_file=str(connection), **options)


nbval.kernel.KernelManager = _manager
