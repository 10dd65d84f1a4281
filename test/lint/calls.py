"""Relations that bodies running with their owner's rights name without a schema, and that are not pg_catalog's.

Reads CREATE FUNCTION statements from standard input, one ended by a line "--end" each; the names of pg_catalog's relations, one a line,
from the file of the first argument.  Prints one line for each fault.
"""
import json
import sys

from pglast import parse_plpgsql, parse_sql
from pglast.visitors import Visitor

CATALOGUE = set(open(sys.argv[1], encoding="utf-8").read().split())
TRANSITION = {"old_rows", "new_rows"}


def queries(node):
    """The SQL of a parsed body, expressions included."""
    if isinstance(node, dict):
        if "PLpgSQL_expr" in node:
            yield node["PLpgSQL_expr"]["query"]
        for value in node.values():
            yield from queries(value)
    elif isinstance(node, list):
        for value in node:
            yield from queries(value)


class Named(Visitor):
    def __init__(self):
        self.relations, self.local = set(), set()

    def visit_CommonTableExpr(self, _, node):
        self.local.add(node.ctename)

    def visit_RangeVar(self, _, node):
        if not node.schemaname:
            self.relations.add(node.relname)


def main():
    for function in sys.stdin.read().split("--end\n"):
        if not function.strip():
            continue
        name = function.split("(")[0].split()[-1]
        for query in queries(json.loads(json.dumps(parse_plpgsql(function)))):
            for text in (query, "SELECT " + query):
                try:
                    tree = parse_sql(text)
                except Exception:
                    continue
                named = Named()
                named(tree)
                for relation in sorted(named.relations - named.local - CATALOGUE - TRANSITION):
                    print(f"{name}: {relation}")
                break
            else:
                if ":=" not in query:
                    print(f"{name}: cannot be parsed: {query[:80]}")


main()
