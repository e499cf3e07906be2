#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compiles every Swift block of README, docs, examples' READMEs and doc comments against the package.

A block is wrapped into a function of its own; its imports move to the top of its file. Blocks of manifests
(`// Package.swift` in their first line) are not code of a program and are left out. Web frameworks are stood in for by
`.ci/stand-ins`, a module a file, since the package takes no dependencies.
"""
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".build-snippets"
MANIFEST = """// swift-tools-version: 6.2
import PackageDescription
let package = Package(
    name: "Snippets", platforms: [.macOS(.v15)],
    dependencies: [.package(name: "CallFunnel", path: "..")],
    targets: [
        .target(name: "HTTPTypes"), .target(name: "Hummingbird", dependencies: ["HTTPTypes"]), .target(name: "Vapor"),
        .target(name: "Snippets", dependencies: [
            "HTTPTypes", "Hummingbird", "Vapor",
            .product(name: "CallFunnel", package: "CallFunnel"),
            .product(name: "CallFunnelSimulator", package: "CallFunnel"),
        ], swiftSettings: [.swiftLanguageMode(.v6)])])
"""


def blocks():
    """(where, text) of each block."""
    markdown = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")), *sorted((ROOT / "Examples").rglob("*.md"))]
    for path in markdown:
        for match in re.finditer(r"^```swift\n(.*?)^```", path.read_text(), re.M | re.S):
            yield path, match.group(1)
    for path in sorted((ROOT / "Sources").rglob("*.swift")):
        comments = re.findall(r"(?:^[ \t]*///.*\n)+", path.read_text(), re.M)
        for comment in comments:
            text = re.sub(r"^[ \t]*/// ?", "", comment, flags=re.M)
            for match in re.finditer(r"^```swift\n(.*?)^```", text, re.M | re.S):
                yield path, match.group(1)


def main():
    sources = FOLDER / "Sources" / "Snippets"
    sources.mkdir(parents=True, exist_ok=True)
    for old in sources.glob("*.swift"):
        old.unlink()
    (FOLDER / "Package.swift").write_text(MANIFEST)
    for stand_in in sorted((ROOT / ".ci" / "stand-ins").glob("*.swift")):
        module = FOLDER / "Sources" / stand_in.stem
        module.mkdir(parents=True, exist_ok=True)
        (module / stand_in.name).write_text(stand_in.read_text())
    count = 0
    for path, text in blocks():
        if text.startswith("// Package.swift"):
            continue
        count += 1
        lines = text.splitlines()
        imports = sorted({line for line in lines if re.match(r"(public )?import ", line)} | {"import CallFunnel"})
        body = [line for line in lines if not re.match(r"(public )?import ", line)]
        where = path.relative_to(ROOT)
        file = "\n".join([f"// {where}", *imports, "", f"func snippet{count}() async throws {{", *body, "}", ""])
        (sources / f"Snippet{count}.swift").write_text(file)
    print(f"snippets: {count} blocks", flush=True)
    built = subprocess.run(
        ["swift", "build", "--package-path", str(FOLDER), "--scratch-path", str(FOLDER / ".build")],
        capture_output=True, text=True)
    if built.returncode:
        print(built.stdout[-8000:], built.stderr[-2000:])
        for path in sorted(sources.glob("*.swift")):
            print(path.name, path.read_text().splitlines()[0])
    return built.returncode


sys.exit(main())
