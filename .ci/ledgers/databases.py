# SPDX-License-Identifier: Apache-2.0
"""Two databases with one face: connect, execute with text values, begin, commit, rollback."""
import glob
import os
import pathlib
import shutil
import sqlite3
import subprocess


class SQLite:
    def __init__(self, folder):
        self.path = folder / "ledger.sqlite"
        self.open = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for connection in self.open:
            connection.database.close()

    def connect(self):
        self.open.append(SQLiteConnection(self.path))
        return self.open[-1]


class SQLiteConnection:
    def __init__(self, path):
        self.database = sqlite3.connect(path, timeout=10, isolation_level=None, check_same_thread=False)
        self.script("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;")

    def script(self, text):
        self.database.executescript(text)

    def execute(self, sql, values):
        return [[str(field) for field in row] for row in self.database.execute(sql, values).fetchall()]

    def begin(self):
        self.database.execute("BEGIN IMMEDIATE")

    def commit(self):
        self.database.execute("COMMIT")

    def rollback(self):
        if self.database.in_transaction:
            self.database.execute("ROLLBACK")

    def age(self, days):
        self.execute("UPDATE callfunnel_events SET seen_at = seen_at - ?1, until = until - ?1", [days * 86400])


class PostgreSQL:
    """A cluster in a temporary folder, on a socket there, owned by the user postgres where we are root."""

    def __init__(self, folder):
        self.folder = folder / "postgresql"
        self.open = []

    def __enter__(self):
        if not glob.glob("/usr/lib/postgresql/*/bin/initdb") and not shutil.which("initdb"):
            subprocess.run(["apt-get", "install", "-y", "-qq", "postgresql"], check=True, stdout=subprocess.DEVNULL)
        found = sorted(glob.glob("/usr/lib/postgresql/*/bin")) or [os.path.dirname(shutil.which("initdb"))]
        self.tools = pathlib.Path(found[-1])
        self.folder.mkdir()
        self.prefix = []
        if os.geteuid() == 0:
            self.prefix = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
            self.folder.parent.chmod(0o755)
            shutil.chown(self.folder, "postgres", "postgres")
        self.tool("initdb", "-D", f"{self.folder}/data", "-U", "ledger", "-A", "trust", "-E", "UTF8", "--no-locale", "-N")
        self.tool("pg_ctl", "-D", f"{self.folder}/data", "-s", "-w", "-t", "30", "-l", f"{self.folder}/log", "-o",
                  f"-c listen_addresses='' -c unix_socket_directories='{self.folder}' -c max_connections=10", "start")
        return self

    def __exit__(self, *_):
        for connection in self.open:
            connection.close()
        self.tool("pg_ctl", "-D", f"{self.folder}/data", "-s", "-w", "-m", "immediate", "stop")

    def tool(self, name, *arguments):
        done = subprocess.run([*self.prefix, str(self.tools / name), *arguments], cwd=self.folder, text=True, timeout=40,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE if name == "initdb" else None,
                              stderr=subprocess.STDOUT)
        if done.returncode:
            raise SystemExit(f"{name} failed: {done.stdout}")

    def connect(self):
        self.open.append(PostgreSQLConnection([*self.prefix, str(self.tools / "psql"), "-XqAt", "-h", str(self.folder),
                                               "-U", "ledger", "-d", "postgres"], self.folder))
        return self.open[-1]


class PostgreSQLConnection:
    """A session of psql. Statements are prepared, so their parameters get the types a driver would give them."""
    FIELD, ROW, END = "\x1f", "\x1e", "\x1d"

    def __init__(self, command, folder):
        self.psql = subprocess.Popen([*command, "-F", self.FIELD, "-R", self.ROW], cwd=folder, bufsize=1,
                                     encoding="utf-8", env=dict(os.environ, PGCLIENTENCODING="UTF8"), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                     stderr=subprocess.STDOUT)
        self.prepared = {}

    def close(self):
        self.psql.stdin.close()
        self.psql.wait(timeout=10)

    def script(self, text):
        self.psql.stdin.write(f"{text}\n\\echo {self.END}\n")
        self.psql.stdin.flush()
        lines = []
        for line in self.psql.stdout:
            if line.endswith(f"{self.END}\n"):
                text = "".join(lines) + line[:-2]
                if "ERROR:" in text:
                    raise RuntimeError(text.strip()[:500])
                return text.removesuffix("\n")
            lines.append(line)
        raise RuntimeError("the session ended: " + "".join(lines)[:500])

    def execute(self, sql, values):
        if sql not in self.prepared:
            self.prepared[sql] = f"s{len(self.prepared)}"
            self.script(f"PREPARE {self.prepared[sql]} AS {sql.strip().removesuffix(';')};")
        quoted = ", ".join("'" + value.replace("'", "''") + "'" for value in values)
        answer = self.script(f"EXECUTE {self.prepared[sql]}{f'({quoted})' if values else ''};")
        return [row.split(self.FIELD) for row in answer.split(self.ROW)] if answer else []

    def begin(self):
        self.script("BEGIN;")

    def commit(self):
        self.script("COMMIT;")

    def rollback(self):
        self.script("ROLLBACK;")

    def age(self, days):
        self.script(f"UPDATE callfunnel_events SET seen_at = seen_at - interval '{days} days', "
                    f"until = until - interval '{days} days';")
