"""Compiling the inner loops of matching to machine code, once for each machine: numba keeps the result beside them.

Compiled functions take flat arrays only, make none, let other threads run meanwhile, and remember nothing between
calls. That they make no arrays saves most of the time of compiling.
"""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, ParamSpec, TypeVar, cast

from numba import njit, typeof

_Given = ParamSpec("_Given")
_Result = TypeVar("_Result")


def compiled(function: Callable[_Given, _Result]) -> Callable[_Given, _Result]:
    """This function as machine code; compiled at its first call, loaded from the cache at later starts."""
    options: dict[str, Any] = {
        "cache": True,
        "nogil": True,
        "error_model": "numpy",
        "_nrt": False,
        "no_cfunc_wrapper": True,
    }
    return cast("Callable[_Given, _Result]", njit(**options)(function))


def straight(function: Callable[_Given, _Result], *like: object) -> Callable[_Given, _Result]:
    """The machine code of a compiled function for arguments of the types of these, called without looking at types.

    Looking takes ten times as long as a call does when the arguments are a hundred arrays. Whoever calls answers for
    the types: nothing checks them.
    """
    dispatcher = cast("Any", function)
    signature = tuple(map(cast("Callable[[object], object]", typeof), like))
    dispatcher.compile(signature)
    return cast("Callable[_Given, _Result]", dispatcher.overloads[signature].entry_point)


def inner(function: Callable[_Given, _Result]) -> Callable[_Given, _Result]:
    """This function as machine code for other compiled functions only: nothing is made for calling it from Python."""
    options: dict[str, Any] = {"nogil": True, "error_model": "numpy", "_nrt": False, "no_cfunc_wrapper": True}
    options["no_cpython_wrapper"] = True
    return cast("Callable[_Given, _Result]", njit(**options)(function))


def inlined(function: Callable[_Given, _Result]) -> Callable[_Given, _Result]:
    """As :func:`inner`, written into what calls it: for what is called from one place, often, with many arrays.

    Each array that is handed on is seven numbers to be written and read again: hundreds of them take longer than what
    is done with them.
    """
    options: dict[str, Any] = {"nogil": True, "error_model": "numpy", "_nrt": False, "no_cfunc_wrapper": True}
    options |= {"no_cpython_wrapper": True, "forceinline": True}
    return cast("Callable[_Given, _Result]", njit(**options)(function))


_COMPILED: Final = ("names", "likeness", "candidates")
"""The folders whose modules have compiled functions, or what is built into them."""


def _forget_older() -> None:
    """Throw away what was compiled before any of these modules changed.

    numba compiles what a function calls into it, but looks only at the function's own file to see whether it changed.
    """
    here = Path(__file__).parent
    with suppress(OSError):  # an installation that may not be written to is not changed either
        modules = (each for folder in _COMPILED for each in (here / folder).glob("*.py"))
        newest = max(each.stat().st_mtime for each in (*modules, Path(__file__)))
        for kept in here.rglob("__pycache__/*.nb[ic]"):
            if kept.stat().st_mtime < newest:
                kept.unlink(missing_ok=True)


_forget_older()
