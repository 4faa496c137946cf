"""Whether the tests would notice: a module with one small change, its tests run, again and again.

`python -m support.mutants GROUP [--sample N] [--seed N]` (with tests/ on the path; `make mutants`). The changes are
those of mutmut, in every function and constant of the group's modules, decorated ones too. A sample is drawn from all
of them by its seed. Each mutant is loaded in a forked process in place of its module; nothing is written.
"""

from __future__ import annotations

import argparse
import contextlib
import difflib
import importlib.abc
import importlib.machinery
import importlib.util
import json
import os
import resource
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from types import ModuleType

import hypothesis
import libcst
import polars  # noqa: F401  so that no forked process has to import it
import pytest
from libcst.metadata import MetadataWrapper
from mutmut.mutation.file_mutation import MutationVisitor
from mutmut.mutation.mutators import mutation_operators
from mutmut.mutation.pragma_handling import IgnoredCode

ROOT = Path(__file__).parents[2]
SOURCES = ROOT / "src"
TESTS = ROOT / "tests"
_EXAMPLES = 30  # of a property, for each mutant


@dataclass(frozen=True)
class Group:
    """Modules, and the test files that are run for each mutant of one of them: the first that fails ends it."""

    modules: str
    tests: tuple[str, ...]


GROUPS = {
    "money": Group("analysis/money.py", ("test_money.py",)),
    "ingest": Group("analysis/ingest/*.py", ("ingest/test_targets.py", "ingest/test_hierarchy.py")),
    "measures": Group("analysis/measures/**/*.py", ("measures/test_kinds.py",)),
}


@dataclass(frozen=True)
class Mutant:
    """A module's source with one change, which `diff` shows."""

    file: Path
    number: int
    source: str

    @property
    def name(self) -> str:
        """How it is called, to try it again."""
        return f"{self.file.relative_to(SOURCES)}:{self.number}"

    def diff(self) -> str:
        """The change."""
        lines = difflib.unified_diff(self.file.read_text().splitlines(), self.source.splitlines(), lineterm="", n=0)
        return "\n".join(line for line in list(lines)[2:])


class _Visitor(MutationVisitor):
    """Functions with decorators too: a mutant stands in its module's place, nothing is wrapped."""

    def _skip_node_and_children(self, node: libcst.CSTNode) -> bool:
        skips: bool = super()._skip_node_and_children(node)
        return skips and not (isinstance(node, libcst.FunctionDef) and bool(node.decorators))


class Module:
    """A module with all its mutants, each made when it is asked for."""

    def __init__(self, file: Path) -> None:
        visitor = _Visitor(mutation_operators, IgnoredCode(set(), set(), set()))
        self.file = file
        self._module = MetadataWrapper(libcst.parse_module(file.read_text())).visit(visitor)
        self._mutations = visitor.mutations

    def __len__(self) -> int:
        return len(self._mutations)

    def __getitem__(self, number: int) -> Mutant:
        mutation = self._mutations[number]
        changed = self._module.deep_replace(mutation.original_node, mutation.mutated_node)
        return Mutant(self.file, number, changed.code)


# --- one mutant -------------------------------------------------------------------------------


class _Put(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Loads one module from a source of ours."""

    def __init__(self, file: Path, source: str) -> None:
        self.file, self.source = file, source
        self.name = ".".join(file.relative_to(SOURCES).with_suffix("").parts).removesuffix(".__init__")

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname != self.name:
            return None
        return importlib.util.spec_from_file_location(
            fullname,
            self.file,
            loader=self,
            submodule_search_locations=[str(self.file.parent)] if self.file.name == "__init__.py" else None,
        )

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self.source, str(self.file), "exec"), module.__dict__)


def verdict(file: Path, source: str, tests: Sequence[str], seconds: int) -> tuple[str, float]:
    """killed, survived or timeout, and the seconds of processor time that it took."""
    pid = os.fork()
    if pid == 0:
        _run(file, source, tests, seconds)
    _, status, used = os.wait4(pid, 0)
    spent = used.ru_utime + used.ru_stime
    if os.WIFSIGNALED(status):
        return ("timeout" if os.WTERMSIG(status) in (signal.SIGXCPU, signal.SIGKILL) else "killed"), spent
    return ("survived" if os.WEXITSTATUS(status) == 0 else "killed"), spent


def _run(file: Path, source: str, tests: Sequence[str], seconds: int) -> None:
    """The tests in this process, which ends with pytest's code."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    code = 3
    try:
        with Path(os.devnull).open("w") as nothing:
            os.dup2(nothing.fileno(), 1)
            os.dup2(nothing.fileno(), 2)
        sys.meta_path.insert(0, _Put(file, source))
        hypothesis.settings.register_profile(
            "mutants", max_examples=_EXAMPLES, deadline=None, derandomize=True, database=None
        )
        hypothesis.settings.load_profile("mutants")
        options = ["-x", "-q", "-p", "no:randomly", "-p", "no:cacheprovider", "-p", "no:xdist", "--no-header"]
        with contextlib.chdir(ROOT):
            code = pytest.main([*options, *(str(TESTS / name) for name in tests)])
    finally:
        os._exit(int(code))


# --- a group ------------------------------------------------------------------------------------


def sample(modules: Sequence[Module], size: int, seed: int) -> list[Mutant]:
    """Mutants of the modules, all or as many as are drawn."""
    places = [(module, number) for module in modules for number in range(len(module))]
    drawn = sorted(Random(seed).sample(range(len(places)), size)) if 0 < size < len(places) else range(len(places))
    return [module[number] for module, number in (places[n] for n in drawn)]


def main() -> None:
    """Prints each survivor with its change, and the counts as JSON; ends with 1 where the tests fail as they are."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("group", choices=GROUPS)
    parser.add_argument("--sample", type=int, default=0, help="how many of the mutants, drawn by the seed; 0 for all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", action="append", metavar="FILE:NUMBER", help="this mutant")
    arguments = parser.parse_args()
    group = GROUPS[arguments.group]
    modules = [Module(file) for file in sorted(SOURCES.glob(group.modules))]
    there_are = sum(map(len, modules))
    if arguments.only:
        named = (name.rpartition(":") for name in arguments.only)
        chosen = [m[int(n)] for file, _, n in named for m in modules if str(m.file.relative_to(SOURCES)) == file]
    else:
        chosen = sample(modules, arguments.sample, arguments.seed)
    first = chosen[0].file
    said, usual = verdict(first, first.read_text(), group.tests, 600)
    print(f"the tests as they are: {said}, {usual:.1f} s; {len(chosen)} of {there_are} mutants", flush=True)
    if said != "survived":
        raise SystemExit(1)
    start, counts, survivors = time.monotonic(), {"killed": 0, "timeout": 0, "survived": 0}, []
    for number, mutant in enumerate(chosen, 1):
        said, _ = verdict(mutant.file, mutant.source, group.tests, round(3 * usual) + 10)
        counts[said] += 1
        if said == "survived":
            survivors.append(mutant.name)
            print(f"\n{mutant.name}\n{mutant.diff()}", flush=True)
        if number % 50 == 0:
            print(f"\n{number} mutants, {round(time.monotonic() - start)} s, {counts}", flush=True)
    share = 1 - counts["survived"] / len(chosen)
    print(
        json.dumps(
            {
                "group": arguments.group,
                "mutants": there_are,
                "tried": len(chosen),
                **counts,
                "share_killed": round(share, 3),
                "survivors": survivors,
            },
            indent=1,
        )
    )


if __name__ == "__main__":
    main()
