"""What the pages show, read from the record: no HTML here, no changes."""
