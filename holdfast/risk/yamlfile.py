"""Reading YAML with file and fault named when it cannot be read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from holdfast.risk.errors import RulesError

# The C loader reads the rules ten times faster; where PyYAML was built without it the plain one does.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(path: Path) -> Any:
    """The content of a YAML file; RulesError when it is absent, not UTF-8 or not YAML."""
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - both are safe loaders
    except OSError as fault:
        raise RulesError(path.name, None, f"cannot be read ({fault.strerror})") from None
    except UnicodeDecodeError:
        raise RulesError(path.name, None, "is not UTF-8") from None
    except yaml.YAMLError as fault:
        mark = getattr(fault, "problem_mark", None)
        where = f" at line {mark.line + 1}" if mark else ""
        raise RulesError(path.name, None, f"is not YAML{where}") from None
