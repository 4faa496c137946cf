"""pyproject.toml, environment.yml and requirements.lock say the same."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]

PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
ENVIRONMENT = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
CONDA = [item for item in ENVIRONMENT["dependencies"] if isinstance(item, str)]
(PIP,) = [item["pip"] for item in ENVIRONMENT["dependencies"] if isinstance(item, dict)]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")

# Where conda-forge calls a package otherwise than PyPI does.
CONDA_NAMES: dict[str, str] = {}


def bounds(requirements: list[str]) -> dict[str, SpecifierSet]:
    return {canonicalize_name(r.name): r.specifier for r in map(Requirement, requirements)}


def declared() -> dict[str, SpecifierSet]:
    project = PYPROJECT["project"]
    extras = [requirement for extra in project["optional-dependencies"].values() for requirement in extra]
    return bounds(project["dependencies"] + extras)


def locked() -> dict[str, list[tuple[str, list[str]]]]:
    """The lock's versions with their hashes; a package may have one for each Python or system."""
    versions: dict[str, list[tuple[str, list[str]]]] = {}
    for entry in LOCK.replace("\\\n", " ").splitlines():
        requirement = Requirement(entry.split(" --hash=")[0])
        (pin,) = requirement.specifier
        assert pin.operator == "==", entry
        hashes = re.findall(r"--hash=(\S+)", entry)
        versions.setdefault(canonicalize_name(requirement.name), []).append((pin.version, hashes))
    return versions


class TestConda:
    def test_name_and_channel(self) -> None:
        assert ENVIRONMENT["name"] == PYPROJECT["project"]["name"]
        assert ENVIRONMENT["channels"] == ["conda-forge"]

    def test_ends_with_the_project_itself(self) -> None:
        assert ENVIRONMENT["dependencies"][-1] == {"pip": PIP}
        assert PIP[-1] == "-e ."

    def test_python(self) -> None:
        assert bounds(CONDA)["python"] == SpecifierSet(PYPROJECT["project"]["requires-python"])

    def test_every_dependency_with_its_bound_and_no_other(self) -> None:
        listed = bounds(CONDA + PIP[:-1])
        del listed["python"], listed["pip"]
        assert listed == {CONDA_NAMES.get(name, name): bound for name, bound in declared().items()}

    def test_nothing_twice(self) -> None:
        names = [Requirement(item).name for item in CONDA + PIP[:-1]]
        assert len(names) == len(set(names))


class TestLock:
    def test_holds_names_versions_and_hashes_only(self) -> None:
        pin = r"[a-z0-9.-]+(\[[a-z0-9,-]+\])?==[\w.]+( ; [\w.<>=!*' ()]+)? \\"
        line_of_hash = r"    --hash=sha256:[0-9a-f]{64}( \\)?"
        strange = [line for line in LOCK.splitlines() if not re.fullmatch(f"{pin}|{line_of_hash}", line)]
        assert strange == []

    def test_every_entry_has_hashes(self) -> None:
        assert [name for name, pins in locked().items() if not all(hashes for _, hashes in pins)] == []

    @pytest.mark.parametrize(("name", "bound"), (declared() | bounds(PYPROJECT["build-system"]["requires"])).items())
    def test_satisfies_pyproject(self, name: str, bound: SpecifierSet) -> None:
        versions = [version for version, _ in locked()[name]]
        assert [version for version in versions if version not in bound] == []

    def test_a_name_with_extras_is_there_without_them_too(self) -> None:
        with_extras = re.findall(r"^([^\[\s]+)\[.+?\](==\S+)", LOCK, re.MULTILINE)
        assert [name for name, pin in with_extras if f"\n{name}{pin} " not in LOCK] == []


@pytest.mark.parametrize("file", ["pyproject.toml", "environment.yml", "requirements.lock", "Makefile"])
def test_no_address_and_no_index_option(file: str) -> None:
    text = (ROOT / file).read_text(encoding="utf-8")
    assert re.findall(r"\w+://\S*|--(?:extra-)?index-url|--find-links|--trusted-host", text) == []
