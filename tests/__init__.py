"""The tests. A package, because a library of the same name is installed by a dependency."""
