"""Shows Rasa its own four folders of `data/` only; the rest there belongs to the service."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rasa.shared.importers.rasa import RasaFileImporter

_FOLDERS = ("nlu", "rules", "stories", "responses")


class DialogueFiles(RasaFileImporter):
    """Rasa's own importer, kept from files that only look like its own, such as the gate's rules."""

    def __init__(
        self,
        config_file: str | None = None,
        domain_path: str | None = None,
        training_data_paths: list[str] | str | None = None,
        **more: Any,
    ) -> None:
        given = [training_data_paths] if isinstance(training_data_paths, str) else training_data_paths or []
        paths = [str(path) for one in given for path in _dialogue_folders(Path(one))]
        super().__init__(config_file, domain_path, paths)


def _dialogue_folders(path: Path) -> list[Path]:
    ours = [path / folder for folder in _FOLDERS if (path / folder).is_dir()]
    return ours or [path]
