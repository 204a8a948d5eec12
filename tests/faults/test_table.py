"""The committed table names every fault that is tested, and no other."""

import ast
from pathlib import Path

from tests.faults import table

HERE = Path(__file__).parent
# Their parts come with later work: keys, the roll-back of a release, a restore, certificates.
LATER = {52, 53, 55, 60}


def marked() -> dict[int, str]:
    """The number of every marked test, and what it does."""
    found: dict[int, str] = {}
    for file in HERE.glob("test_*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.row":
                number, done = (ast.literal_eval(one) for one in node.args)
                assert number not in found, f"row {number} is tested twice"
                found[number] = done
    return found


def test_every_fault_has_a_test() -> None:
    assert set(marked()) == set(range(1, 61)) - LATER


def test_the_table_names_what_is_tested_and_what_was_done() -> None:
    assert {number: row.done for number, row in table.written().items()} == marked()
