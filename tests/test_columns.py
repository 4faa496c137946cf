"""Columns and what they are called, in every table that the program knows."""

from __future__ import annotations

import importlib
import pkgutil
from collections import defaultdict

import pytest

from analysis import measures, schema
from analysis.measures import recompute
from analysis.schema import Schema

EVERY = (*schema.ALL, *recompute.ALL)


@pytest.mark.parametrize("table", EVERY, ids=lambda table: table.name)
def test_every_column_is_named_and_described(table: Schema) -> None:
    assert all((*table.label, table.description))
    assert len(set(table.names)) == len(table.names)
    assert set(table.key) <= set(table.names)
    for column in table.columns:
        assert all((*column.label, column.description)), column.name


def test_a_column_has_one_name_in_all_tables() -> None:
    called = defaultdict(set)
    for table in EVERY:
        for column in table.columns:
            called[column.name].add(column.label)
    assert {name: labels for name, labels in called.items() if len(labels) > 1} == {}


def test_every_schema_of_the_measures_is_among_them() -> None:
    modules = [
        importlib.import_module(found.name) for found in pkgutil.walk_packages(measures.__path__, "analysis.measures.")
    ]
    made = {id(one) for module in modules for one in vars(module).values() if isinstance(one, Schema)}
    assert made - {id(table) for table in EVERY} == set()
    assert len({table.name for table in EVERY}) == len(EVERY)
