"""Builds the local spaCy pipeline that Rasa's tokenizer reads, without downloading a model."""

from __future__ import annotations

from pathlib import Path

import spacy

FOLDER = Path("models/language_en")


def build(folder: Path) -> None:
    """Writes an English pipeline with a lookup lemmatiser to the folder; the tables come with a package."""
    language = spacy.blank("en")
    language.add_pipe("lemmatizer", config={"mode": "lookup"})
    language.initialize()
    folder.mkdir(parents=True, exist_ok=True)
    language.to_disk(folder)


def main() -> None:
    """Builds it once; a pipeline that is there stays."""
    if not (FOLDER / "meta.json").is_file():
        build(FOLDER)


if __name__ == "__main__":
    main()
