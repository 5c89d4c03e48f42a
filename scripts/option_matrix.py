#!/usr/bin/env python3
"""Writes docs/OPTION_MATRIX.md from what the tests of a build folder recorded, or checks that the page says just that.

usage: option_matrix.py write|check BUILD_FOLDER

Each test of a variant (tests/fs/support/option_matrix.hpp) leaves one line in BUILD_FOLDER/matrix. `write` takes those that
passed; it refuses when one was skipped or failed. `check` is the test fs_option_matrix: the page that it would write must be
the one in docs/, but for the counts of nodes, which depend on the host's kernel and tools. So a variant that failed, that no
test recorded or that has other options by now cannot stay on the page, and none that passed can be missing. A variant that was
skipped for want of root or a program is taken as it stands; when all were, the check is skipped as well. The records of a check
that succeeds are used up."""
import difflib
import pathlib
import re
import sys
import textwrap

PAGE = pathlib.Path(__file__).resolve().parent.parent / "docs" / "OPTION_MATRIX.md"
FORMATS = ["ext", "XFS", "Btrfs", "FAT", "exFAT", "NTFS", "ISO 9660", "UDF", "HFS+", "UFS"]  # others behind them
HEAD = """# Option matrix

Written by `scripts/option_matrix.py` from what the tests recorded; the test `fs_option_matrix` fails when a run of the tests
says something else. Each line is a volume that another program made and filled and that was read back whole: names, types,
sizes, times, modes, owners, links, attributes and every byte, as far as its format has them, against what the oracle shows.
*nodes* counts the files, directories and others that were compared.
"""
SKIPPED = 77  # the exit code that CTest takes for "skipped"


class Record:
    def __init__(self, path):
        fields = path.read_text(encoding="utf-8").rstrip("\n").split("\t")
        if len(fields) != 7:
            sys.exit(f"{path}: not a record")
        self.path = path
        self.format, self.name, self.made_by, self.oracle, contents, self.nodes, self.result = fields
        self.made_by = self.made_by.strip()
        self.contents = [part for part in contents.split(", ") if part]


def format_order(name):
    return FORMATS.index(name) if name in FORMATS else len(FORMATS), name


def row(*cells):
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def table_of(records):
    """The lines of the records with one oracle; what all of them contain stands once, above the table."""
    common = [part for part in records[0].contents if all(part in record.contents for record in records)]
    differ = any(len(record.contents) > len(common) for record in records)
    lines = textwrap.wrap(f"In all of them: {', '.join(common)}.", 120) + [""] if common else []
    lines += [row("variant", "made by", "nodes", *["besides"] * differ), "|---|---|--:|" + "---|" * differ]
    for record in records:
        besides = ", ".join(part for part in record.contents if part not in common)
        lines.append(row(record.name, f"`{record.made_by}`", record.nodes, *[besides] * differ))
    return lines + [""]


def page_of(records):
    lines = [HEAD]
    for name in sorted({record.format for record in records}, key=format_order):
        mine = [record for record in records if record.format == name]
        lines += [f"## {name}", ""]
        for oracle in sorted({record.oracle for record in mine}):
            lines += [f"Oracle: {oracle}.", ""]
            lines += table_of([record for record in mine if record.oracle == oracle])
    return "\n".join(lines + [f"{len(records)} variants."]) + "\n"


def without_counts(page):
    return re.sub(r"` \| [0-9]+ \|", "` | N |", page)


def write(records):
    bad = [f"{record.format} {record.name}: {record.result}" for record in records if record.result != "passed"]
    if bad or not records:
        sys.exit("\n".join(bad) or "no test recorded anything")
    PAGE.write_text(page_of(records), encoding="utf-8")


def check(records):
    expected = page_of([record for record in records if record.result != "failed"])
    page = PAGE.read_text(encoding="utf-8")
    if without_counts(page) != without_counts(expected):
        print("\n".join(difflib.unified_diff(page.splitlines(), expected.splitlines(), "the page", "the tests", lineterm="")))
        sys.exit("docs/OPTION_MATRIX.md is not what the tests say: scripts/option_matrix.py write BUILD_FOLDER behind a whole run")
    skipped = sum(record.result == "skipped" for record in records)
    print(f"{len(records) - skipped} variants as on the page, {skipped} skipped here")
    for record in records:
        record.path.unlink()
    if skipped == len(records):
        sys.exit(SKIPPED)


def main():
    if len(sys.argv) != 3 or sys.argv[1] not in ("write", "check"):
        sys.exit(__doc__)
    records = [Record(path) for path in sorted((pathlib.Path(sys.argv[2]) / "matrix").glob("*.tsv"))]
    (write if sys.argv[1] == "write" else check)(records)


main()
