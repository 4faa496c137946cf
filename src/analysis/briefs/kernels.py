"""Fresh kernels at little more than the price of a fork, for papermill and for other users of jupyter_client.

`papermill --engine budget-briefs IN OUT` executes through it, and so does `budget-briefs build`: a kernel
provisioner (entry point `budget-briefs-warm`) has the warm process (`analysis.briefs.warm`) fork, and a manager
and a client leave out the waits at fixed intervals. Each notebook has a process of its own. Where forking is not
possible (Windows, macOS, another interpreter or kernel than this one, a process with threads) an ordinary kernel
is started instead; where that is a surprise it is said once.
"""

from __future__ import annotations

import asyncio
import os
import sys
import threading
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import Empty
from typing import Any

import psutil
import zmq.asyncio
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from jupyter_core.utils import ensure_event_loop
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine
from papermill.utils import remove_args
from traitlets import default

from analysis.briefs.forks import TICK, WARM, WarmError, can_fork

#: Name of the papermill engine, and of the kernel provisioner, in their entry-point groups.
ENGINE, PROVISIONER = "budget-briefs", "budget-briefs-warm"
# Milliseconds after which a socket tries again whether the kernel listens; 0MQ's own are 100, longer than one starts.
_KNOCK = 5
_LOOK = 0.1  # seconds between two looks at memory
_LAUNCHER = "ipykernel_launcher"


class WarmProvisioner(LocalProvisioner):
    """A local kernel, forked by the warm process where that can be."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Launches the kernel that `cmd` names: forked if it is ipykernel on this interpreter, else as ever."""
        arguments = _arguments(cmd)
        if arguments is None or not can_fork():
            return await super().launch_kernel(cmd, **kwargs)
        env = {name: str(value) for name, value in (kwargs.get("env") or os.environ).items()}
        cwd = str(kwargs.get("cwd") or Path.cwd())
        try:
            process = await asyncio.get_running_loop().run_in_executor(None, WARM.fork, arguments, env, cwd)
        except (WarmError, OSError) as error:
            _say_once(f"kernels are started one by one, not forked: {error}")
            return await super().launch_kernel(cmd, **kwargs)
        self.process = process  # type: ignore[assignment]
        self.pid = process.pid
        self.pgid = process.pid  # the child leads a session of its own
        self.cwd = cwd
        return self.connection_info

    async def wait(self) -> int | None:
        """Waits for the kernel's end, looking more often than ten times a second."""
        while self.process is not None and self.process.poll() is None:
            await asyncio.sleep(TICK)
        return await super().wait()


class WarmClient(AsyncKernelClient):
    """A client that takes a kernel as ready at its answer, without waits of fixed length."""

    @default("context")
    def _context_default(self) -> zmq.asyncio.Context:
        self._created_context = True
        context = zmq.asyncio.Context()
        context.setsockopt(zmq.RECONNECT_IVL, _KNOCK)
        return context

    async def _async_wait_for_ready(self, timeout: float | None = None) -> None:
        """Waits until the kernel answers on both channels. Raises RuntimeError where it dies or takes too long."""
        timeout = timeout or 60
        end = time.monotonic() + timeout
        while True:
            asked = self.kernel_info()
            if await self._answered(asked, min(end, time.monotonic() + 1)):
                return
            if not await self._async_is_alive():
                raise RuntimeError("Kernel died before replying to kernel_info")
            if time.monotonic() > end:
                raise RuntimeError(f"Kernel didn't respond in {timeout:g} seconds")

    wait_for_ready = _async_wait_for_ready

    async def _answered(self, asked: str, end: float) -> bool:
        """True if the reply and the idle that follows it both come in time."""
        replied = False
        while time.monotonic() < end:
            channel = self.iopub_channel if replied else self.shell_channel
            # A subscription may come too late for the first messages: then ask again soon.
            limit = 0.05 if replied else max(0.01, end - time.monotonic())
            try:
                message = await channel.get_msg(timeout=limit)
            except Empty:
                return False
            if message["parent_header"].get("msg_id") != asked:
                continue
            if not replied:
                self._handle_kernel_info_reply(message)
                replied = True
            elif message["content"].get("execution_state") == "idle":
                return True
        return False


class WarmManager(AsyncKernelManager):
    """A manager whose kernels are forked, and ended at once."""

    client_class = "analysis.briefs.kernels.WarmClient"
    client_factory = WarmClient

    @property
    def kernel_spec(self) -> Any:
        """The kernel's spec, which asks for the provisioner where it names none."""
        spec = super().kernel_spec
        if spec is not None:
            spec.metadata.setdefault("kernel_provisioner", {"provisioner_name": PROVISIONER})
        return spec

    async def _async_wait(self, pollinterval: float = TICK) -> None:
        await super()._async_wait(pollinterval=min(pollinterval, TICK))


class WarmEngine(NBClientEngine):  # type: ignore[misc]
    """papermill's own engine with kernels from the warm process.

    Takes `env`, `folder` and `memory` besides papermill's options: the kernel's environment and working directory,
    which no other thread sees, and the bytes that it may use with the processes that it starts.
    """

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **kwargs: Any) -> Any:
        """Executes the notebook that `nb_man` holds; see papermill's Engine. Raises MemoryLimitError."""
        memory = kwargs.pop("memory", None)
        surroundings = {name: kwargs.pop(name) for name in ("env",) if name in kwargs}
        if (folder := kwargs.pop("folder", None)) is not None:
            surroundings["cwd"] = str(folder)
        own = {
            "kernel_name": kernel_name,
            "kernel_manager_class": WarmManager,
            "shutdown_kernel": "immediate",
            "startup_timeout": kwargs.pop("start_timeout", 60),
            "timeout": kwargs.pop("execution_timeout", None) or kwargs.get("timeout"),
        }
        client = PapermillNotebookClient(nb_man, **remove_args(["input_path"], **kwargs) | own)
        try:
            if memory is None:
                return client.execute(**surroundings)
            with _watched(client, memory):
                return client.execute(**surroundings)
        finally:
            _end_tasks()


def _end_tasks() -> None:
    """Ends what still waits for a kernel that is gone: else each would be told on standard error."""
    loop = ensure_event_loop()
    if tasks := asyncio.all_tasks(loop):
        for task in tasks:
            task.cancel()
        loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))


class MemoryLimitError(RuntimeError):
    """A notebook that used more memory than it may."""


@contextmanager
def _watched(client: Any, memory: int) -> Iterator[None]:
    """Ends the client's kernel where it, with the processes that it starts, holds more than `memory` bytes.

    A limit of the address space would not do: polars and others reserve far more than they use.
    Raises MemoryLimitError in place of what the end of the kernel brings about.
    """
    done, over = threading.Event(), threading.Event()

    def watch() -> None:
        while not done.wait(_LOOK):
            pid = getattr(getattr(client.km, "provisioner", None), "pid", None)
            if pid is not None and _memory(pid) > memory:
                over.set()
                for process in _family(pid):
                    with suppress(psutil.Error):
                        process.kill()
                return

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    except Exception:
        if over.is_set():
            raise MemoryLimitError(f"used more than {memory / 1e6:,.0f} MB of memory") from None
        raise
    finally:
        done.set()
        watcher.join()


def _family(pid: int) -> list[psutil.Process]:
    """A process and those that it has started, as far as they are there."""
    try:
        process = psutil.Process(pid)
        return [process, *process.children(recursive=True)]
    except psutil.Error:
        return []


def _memory(pid: int) -> int:
    """Bytes that a process and those that it has started hold for themselves."""
    held = 0
    for process in _family(pid):
        with suppress(psutil.Error):
            info = process.memory_info()
            held += info.rss - getattr(info, "shared", 0)
    return held


def _arguments(cmd: list[str]) -> list[str] | None:
    """The arguments that a command gives to ipykernel; None for another kernel or interpreter, or one with options."""
    python, own = Path(cmd[0]), Path(sys.executable)
    if cmd[1:3] != ["-m", _LAUNCHER] or not python.exists():
        return None
    # Environments may share one executable: the folder tells them apart.
    if python.resolve() != own.resolve() or python.absolute().parent != own.absolute().parent:
        return None
    return cmd[3:]


_said: set[str] = set()


def _say_once(message: str) -> None:
    if message not in _said:
        _said.add(message)
        warnings.warn(message, RuntimeWarning, stacklevel=3)
