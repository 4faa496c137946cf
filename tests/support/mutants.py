"""Whether the tests would notice: a module with one small change, its tests run, again and again.

`python -m support.mutants GROUP [--sample N] [--seed N]` (with tests/ on the path; `make mutants`). The changes are
those of mutmut, in every function and method of the group's modules, decorated ones too. A sample is drawn from all
of them by its seed. Each mutant has a forked process of its own, where its functions' code takes the place of theirs;
nothing is written.
"""

from __future__ import annotations

import argparse
import contextlib
import difflib
import importlib.abc
import importlib.machinery
import importlib.util
import inspect
import json
import os
import resource
import signal
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from types import FunctionType, ModuleType
from typing import Any

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
_WAITING = 5  # times its processor time that a mutant may take by the clock: one that waits for ever uses none
_EXAMPLES = 30  # of a property, for each mutant


@dataclass(frozen=True)
class Group:
    """Modules, and the test files for mutants of one of them: those that know it best, then all others that may.

    `quick` by the module's name; what survives them is put to `slow`. `constants`: what stands outside functions is
    changed too, as it is not where most of it is descriptions of columns.
    """

    modules: tuple[str, ...]
    quick: dict[str, tuple[str, ...]]
    usual: tuple[str, ...] = ()
    slow: tuple[str, ...] = ()
    constants: bool = False


_TABLES = ("ingest/test_tables.py", "ingest/test_damaged.py", "ingest/test_bad_input.py")
_NARRATIVE = ("ingest/test_statements.py", "ingest/test_shanghai_statements.py")
_FORMS = ("ingest/test_targets.py", "ingest/test_performance.py", "ingest/test_shanghai_forms.py")
_YEARS = tuple(f"measures/years/test_{name}.py" for name in ("series", "details", "projects", "conflicts"))
_IDENTITIES = ("measures/quality/test_reconcile.py", "measures/quality/test_forms.py")
_FINDINGS = ("measures/quality/test_findings.py", "measures/quality/test_promise_rules.py")
_COSTS = tuple(f"measures/costs/test_{name}.py" for name in ("names", "pricing", "unit_costs"))
GROUPS = {
    "money": Group(("analysis/money.py",), {}, ("test_money.py",), ("ingest/test_tables.py",), constants=True),
    "figure": Group(
        ("analysis/figure.py", "analysis/intervals.py", "analysis/how.py"),
        {"how": ("test_how.py", "test_figure.py")},
        ("test_figure.py", "test_how.py"),
        ("measures/test_recompute.py",),
    ),
    "ingest": Group(
        ("analysis/ingest/*.py",),
        {
            "hierarchy": ("ingest/test_hierarchy.py",),
            "targets": ("ingest/test_targets.py",),
            **dict.fromkeys(("statements", "sentence"), _NARRATIVE),
            **dict.fromkeys(("performance", "indicators", "own_form", "mentions"), _FORMS),
            **dict.fromkeys(("choice", "document"), ("ingest/test_choice.py", *_TABLES)),
            **dict.fromkeys(("tables", "headers"), _TABLES),
            **dict.fromkeys(("sources", "errors"), ("ingest/test_bad_input.py", "ingest/test_document.py")),
            "batch": ("test_cli.py",),
            "reading": (*_TABLES, "ingest/test_performance.py"),
            "inspection": ("ingest/test_choice.py", "test_templates.py"),
        },
        _TABLES,
        ("ingest/test_real_document.py", "ingest/test_shanghai.py", "ingest/test_round_trip.py"),
    ),
    "measures": Group(
        ("analysis/measures/**/*.py",),
        {
            "changes": ("measures/test_changes.py",),
            **dict.fromkeys(("figures", "structure"), ("measures/test_structure.py",)),
            **dict.fromkeys(("carryover", "project_names", "purposes", "ratios"), ()),
            **dict.fromkeys(("concentration", "kinds", "sharing", "ties"), ("measures/inference",)),
            **dict.fromkeys(("identity", "reconcile", "narrative", "tables", "forms"), _IDENTITIES),
            **dict.fromkeys(("document_rules", "form_rules", "findings", "promise_rules", "additions"), _FINDINGS),
            **dict.fromkeys(("conflicts", "deflators", "details", "projects", "series"), _YEARS),
            **dict.fromkeys(
                ("attribution", "budgets", "later_years", "names", "pricing", "promises", "unit_costs"),
                _COSTS,
            ),
            **dict.fromkeys(("rows", "store"), ("measures/panel",)),
        },
        (_IDENTITIES[0], _FINDINGS[0]),
        (_FINDINGS[0], "measures/test_structure.py", "measures/test_changes.py", "test_definitions.py"),
    ),
}


def tests_of(group: Group, file: Path) -> tuple[str, ...]:
    """The test files that know a module best: those of its name too."""
    room = file.relative_to(SOURCES / "analysis").parts[0]
    own = [str(test.relative_to(TESTS)) for test in sorted(TESTS.glob(f"{room}/**/test_{file.stem}.py"))]
    return tuple(dict.fromkeys((*own, *group.quick.get(file.stem, ()))) or group.usual)


@dataclass(frozen=True)
class Mutant:
    """A module's source with one change, which `diff` shows; `inside`: it is inside a function."""

    file: Path
    number: int
    source: str
    inside: bool = True

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

    def __init__(self, file: Path, *, constants: bool) -> None:
        visitor = _Visitor(mutation_operators, IgnoredCode(set(), set(), set()))
        self.file = file
        self._module = MetadataWrapper(libcst.parse_module(file.read_text())).visit(visitor)
        self._mutations = [m for m in visitor.mutations if constants or m.contained_by_top_level_function]

    def __len__(self) -> int:
        return len(self._mutations)

    def __getitem__(self, number: int) -> Mutant:
        mutation = self._mutations[number]
        changed = self._module.deep_replace(mutation.original_node, mutation.mutated_node)
        return Mutant(self.file, number, changed.code, bool(mutation.contained_by_top_level_function))


# --- one mutant -------------------------------------------------------------------------------


def _module_of(file: Path) -> str:
    return ".".join(file.relative_to(SOURCES).with_suffix("").parts).removesuffix(".__init__")


def _functions(named: Mapping[str, Any], module: str) -> dict[str, FunctionType]:
    """The functions of a module and of its classes by qualified name, without what is wrapped around them."""
    found: dict[str, FunctionType] = {}
    for thing in named.values():
        bare = getattr(thing, "fget", None) or getattr(thing, "func", None) or getattr(thing, "__func__", thing)
        bare = inspect.unwrap(bare) if callable(bare) else bare
        if getattr(bare, "__module__", None) != module:
            continue
        if isinstance(bare, FunctionType):
            found[bare.__qualname__] = bare
        elif isinstance(bare, type):
            found |= _functions(vars(bare), module)
    return found


def _exchange(file: Path, source: str) -> bool:
    """Gives the functions of a module that is loaded the code and the defaults of the mutant's; whether any differ."""
    name = _module_of(file)
    module = importlib.import_module(name)
    changed = ModuleType(name)
    changed.__dict__.update({"__file__": str(file), "__package__": module.__package__})
    exec(compile(source, str(file), "exec"), changed.__dict__)
    before, after = _functions(vars(module), name), _functions(vars(changed), name)
    differ = False
    for called in before.keys() & after.keys():
        old, new = before[called], after[called]
        if len(old.__code__.co_freevars) == len(new.__code__.co_freevars):
            made = new.__code__, new.__defaults__, new.__kwdefaults__
            differ |= made != (old.__code__, old.__defaults__, old.__kwdefaults__)
            old.__code__, old.__defaults__, old.__kwdefaults__ = made
    return differ


class _Put(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Loads one module from a source of ours."""

    def __init__(self, file: Path, source: str) -> None:
        self.file, self.source = file, source
        self.name = _module_of(file)

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


def verdict(mutant: Mutant, tests: Sequence[str], seconds: int) -> tuple[str, float]:
    """killed, survived or timeout, and the seconds of processor time that it took."""
    pid = os.fork()
    if pid == 0:
        _run(mutant, tests, seconds)
    _, status, used = os.wait4(pid, 0)
    spent = used.ru_utime + used.ru_stime
    if os.WIFSIGNALED(status):
        return (
            "timeout" if os.WTERMSIG(status) in (signal.SIGXCPU, signal.SIGALRM, signal.SIGKILL) else "killed"
        ), spent
    return ("survived" if os.WEXITSTATUS(status) == 0 else "killed"), spent


def _run(mutant: Mutant, tests: Sequence[str], seconds: int) -> None:
    """The tests in this process, which ends with pytest's code."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    signal.alarm(_WAITING * seconds)
    code = 3
    try:
        with Path(os.devnull).open("w") as nothing:
            os.dup2(nothing.fileno(), 1)
            os.dup2(nothing.fileno(), 2)
        if not mutant.inside or not _exchange(mutant.file, mutant.source):  # a class's own lines
            for name in [name for name in sys.modules if name.partition(".")[0] in ("analysis", "support")]:
                del sys.modules[name]
            sys.meta_path.insert(0, _Put(mutant.file, mutant.source))
        hypothesis.settings.register_profile(
            "mutants", max_examples=_EXAMPLES, deadline=None, derandomize=True, database=None
        )
        os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
        options = ["-x", "-q", "-p", "_hypothesis_pytestplugin", "--hypothesis-profile=mutants"]
        options += ["-p", "no:cacheprovider", "--no-header"]
        with contextlib.chdir(ROOT):
            code = pytest.main([*options, *(str(TESTS / name) for name in tests)])
    finally:
        os._exit(int(code))


# --- a group ------------------------------------------------------------------------------------


def sample(modules: Sequence[Module], size: int, seed: int) -> list[Mutant]:
    """Mutants of the modules, all or as many as are drawn: the first of them are a sample too."""
    places = [(module, number) for module in modules for number in range(len(module))]
    drawn = Random(seed).sample(range(len(places)), size) if 0 < size < len(places) else range(len(places))
    return [module[number] for module, number in (places[n] for n in drawn)]


@cache
def _usual(file: Path, tests: tuple[str, ...]) -> int:
    """The seconds of processor time that tests may take: three times what they take as they are."""
    said, spent = verdict(Mutant(file, 0, file.read_text()), tests, 900)
    if said != "survived":
        raise SystemExit(f"the tests fail without a mutant: {' '.join(tests)}")
    return round(3 * spent) + 10


def judged(group: Group, mutant: Mutant, *, slow: bool = True) -> str:
    """killed, survived or timeout: by the tests that know the module best, then by the slow ones."""
    quick = tests_of(group, mutant.file)
    for tests in (quick, tuple(name for name in group.slow if slow and name not in quick)):
        if tests and (said := verdict(mutant, tests, _usual(mutant.file, tests))[0]) != "survived":
            return said
    return "survived"


def main() -> None:
    """Prints each survivor with its change, and the counts as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("group", choices=GROUPS)
    parser.add_argument("--sample", type=int, default=0, help="how many of the mutants, drawn by the seed; 0 for all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--quick", action="store_true", help="without the tests that take long")
    parser.add_argument("--only", action="append", metavar="FILE:NUMBER", help="this mutant")
    arguments = parser.parse_args()
    group = GROUPS[arguments.group]
    for file in sorted(SOURCES.glob("analysis/ingest/**/*.py")) + sorted(SOURCES.glob("analysis/measures/**/*.py")):
        if file.stem != "child":
            importlib.import_module(_module_of(file))
    for name in ("datasets", "writer", "formats", "small", "compare"):
        importlib.import_module(f"support.{name}")
    files = sorted(file for pattern in group.modules for file in SOURCES.glob(pattern))
    modules = [Module(file, constants=group.constants) for file in files]
    there_are = sum(map(len, modules))
    if arguments.only:
        named = (name.rpartition(":") for name in arguments.only)
        chosen = [m[int(n)] for file, _, n in named for m in modules if str(m.file.relative_to(SOURCES)) == file]
    else:
        chosen = sample(modules, arguments.sample, arguments.seed)
    print(f"{len(chosen)} of {there_are} mutants", flush=True)
    start, counts, survivors = time.monotonic(), {"killed": 0, "timeout": 0, "survived": 0}, []
    for number, mutant in enumerate(chosen, 1):
        said = judged(group, mutant, slow=not arguments.quick)
        counts[said] += 1
        if said == "survived":
            survivors.append(mutant.name)
            print(f"\n{mutant.name}\n{mutant.diff()}", flush=True)
        if number % 10 == 0:
            print(f"\n{number} mutants, {round(time.monotonic() - start)} s, {counts}", flush=True)
    summary = {
        "group": arguments.group,
        "mutants": there_are,
        "seed": arguments.seed,
        "tried": len(chosen),
        **counts,
        "share_killed": round(1 - counts["survived"] / len(chosen), 3),
        "survivors": survivors,
    }
    print(json.dumps(summary, indent=1))


if __name__ == "__main__":
    main()
