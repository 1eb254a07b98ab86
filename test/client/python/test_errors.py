"""The exceptions: what they carry, and what is written of them."""

from __future__ import annotations

import inspect
import pickle
import re

import pytest
from conftest import ROOT

import trame_manager
from trame_manager import FieldError, InstanceFailed, TrameManagerError, Unauthorized
from trame_manager.client import errors

KINDS = [kind for kind in vars(errors).values() if inspect.isclass(kind) and issubclass(kind, TrameManagerError)]


@pytest.mark.parametrize("kind", KINDS)
def test_an_error_survives_the_way_to_another_process(kind: type[TrameManagerError]) -> None:
    error = kind("detail", hint="hint", log_tail=["line"], errors=[FieldError("/a", "m")], status=4)
    other = pickle.loads(pickle.dumps(error))
    assert error.errors == (FieldError("/a", "m"),) and error.log_tail == ("line",) and error.code == kind.default_code
    assert type(other) is kind and str(other) == str(error) and vars(other) == vars(error)


def test_what_is_said_twice_is_written_once() -> None:
    error = Unauthorized("Iso has to be at most 1.", errors=[FieldError("/iso", "Iso has to be at most 1.")], hint=None)
    assert str(error) == "Iso has to be at most 1."
    assert str(InstanceFailed("It failed.", log_tail=["a"])) == "It failed.\nThe end of its log:\n    a"


def test_the_page_for_users_lists_all_of_them_with_their_codes() -> None:
    page = (ROOT / "docs" / "notebooks.md").read_text()
    listed = dict(re.findall(r"^\| `(\w+)` +\| `(\w+)`", page, re.MULTILINE))
    assert listed == {kind.__name__: kind.default_code for kind in KINDS if kind is not TrameManagerError}


def test_all_public_names_are_there_and_no_more_is_loaded_than_is_needed() -> None:
    for name in trame_manager.__all__:
        assert getattr(trame_manager, name).__name__ == name
    assert set(trame_manager.__all__) <= set(dir(trame_manager))
    with pytest.raises(AttributeError):
        _ = trame_manager.nothing  # type: ignore[attr-defined]
