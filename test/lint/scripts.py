"""The rules of pgspot that matter for scripts that a superuser runs: what is created or called there must be ours or the server's.

usage: scripts.py OLDER NEWER UPGRADE...   OLDER and NEWER are install scripts (OLDER of the release that the upgrade scripts start from).
Prints one line for each fault.  Bodies in quotes are not looked into: test/lint/rules.sql holds their search paths.
"""
import gzip
import sys

from pglast import ast, parse_sql
from pglast.visitors import Visitor


def statements(path):
    opened = gzip.open if path.endswith(".gz") else open
    with opened(path, "rt", encoding="utf-8") as file:
        text = file.read()
    lines = [line for line in text.replace("@extschema@", "extschema").split("\n") if not line.startswith("\\")]
    return [raw.stmt for raw in parse_sql("\n".join(lines))]


def name_of(parts):
    return ".".join(part.sval if hasattr(part, "sval") else part.val for part in parts)


def signature(stmt):
    types = [name_of(p.argType.names).split(".")[-1] for p in stmt.parameters or () if p.mode.name not in ("FUNC_PARAM_OUT", "FUNC_PARAM_TABLE")]
    return f"{name_of(stmt.funcname).split('.')[-1]}({','.join(types)})"


class Calls(Visitor):
    """Functions that a statement calls without saying whose they are."""

    def __init__(self):
        self.names = set()

    def visit_FuncCall(self, _, node):
        if len(node.funcname) == 1:
            self.names.add(name_of(node.funcname))

    def visit_CreateFunctionStmt(self, _, node):
        return None


def options(stmt):
    return {option.defname: option for option in stmt.options or ()}


def check(path, older, is_upgrade):
    for stmt in statements(path):
        if getattr(stmt, "if_not_exists", False):
            yield f"{type(stmt).__name__} IF NOT EXISTS takes what another made"
        if isinstance(stmt, ast.CreateFunctionStmt):
            if stmt.replace and not (is_upgrade and signature(stmt) in older):
                yield f"{signature(stmt)}: OR REPLACE of what the extension does not own yet"
            chosen = options(stmt)
            language = chosen["language"].arg.sval if "language" in chosen and hasattr(chosen["language"].arg, "sval") else ""
            definer = "security" in chosen and bool(chosen["security"].arg.boolval if hasattr(chosen["security"].arg, "boolval") else chosen["security"].arg.val)
            if (definer or language == "plpgsql") and not any(o.defname == "set" and o.arg.name == "search_path" for o in stmt.options):
                yield f"{signature(stmt)}: no search path of its own"
        elif getattr(stmt, "replace", False) and not isinstance(stmt, ast.AlterTableStmt):
            yield f"{type(stmt).__name__} OR REPLACE"
        elif isinstance(stmt, (ast.SelectStmt, ast.InsertStmt, ast.UpdateStmt, ast.DeleteStmt)):
            calls = Calls()
            calls(stmt)
            for name in sorted(calls.names):
                yield f"{name}() is called by the script, and not by its schema"
        elif isinstance(stmt, ast.VariableSetStmt) and stmt.name == "search_path":
            yield "the script's search path is the server's to set"


def main():
    older = {signature(s) for s in statements(sys.argv[1]) if isinstance(s, ast.CreateFunctionStmt)}
    if len(older) < 300:
        print(f"only {len(older)} functions were read of {sys.argv[1]}")
    for number, path in enumerate(sys.argv[2:]):
        for fault in check(path, older, number > 0):
            print(f"{path}: {fault}")


main()
