"""The scripts of script/ as modules (they have no ending, because people call them)."""

from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

_FOLDER = Path(__file__).parents[1] / "script"


def script(name: str) -> ModuleType:
    """script/<name>, loaded and not run."""
    loader = SourceFileLoader(f"script_{name}", str(_FOLDER / name))
    spec = spec_from_loader(loader.name, loader)
    assert spec is not None
    module = module_from_spec(spec)
    loader.exec_module(module)
    return module
