#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks that what docs, seeds and READMEs refer to exists: files that are linked, source files and test suites named."""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent


def main():
    files = [path for path in ROOT.rglob("*") if ".build" not in str(path) and path.is_file()]
    names = {path.name for path in files}
    suites = set()
    for path in files:
        if path.suffix == ".swift" and "Tests" in path.parts:
            suites |= set(re.findall(r"(?:struct|class|actor) (\w+Tests)\b", path.read_text()))
    failures = []
    documents = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md"), *(ROOT / "seeds").rglob("*.md"),
                 *(ROOT / "Examples").rglob("*.md")]
    for document in documents:
        text = document.read_text()
        for target in re.findall(r"\]\(([^)#:]+)\)", text):
            if not (document.parent / target).exists():
                failures.append(f"{document.relative_to(ROOT)} links to {target}")
        for word in re.findall(r"`([^`\n]+)`", text):
            if re.fullmatch(r"\w+Tests", word) and word not in suites:
                failures.append(f"{document.relative_to(ROOT)} names the suite {word}")
            if re.fullmatch(r"[\w+/]+\.swift", word) and word.split("/")[-1] not in names:
                failures.append(f"{document.relative_to(ROOT)} names the file {word}")
    for failure in failures:
        print(f"references: {failure}, which does not exist")
    print(f"references: {len(documents)} documents, {len(failures)} broken")
    return 1 if failures else 0


sys.exit(main())
