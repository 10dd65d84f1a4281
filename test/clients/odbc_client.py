"""psqlODBC by pyodbc, with the options that doc/bi.md names."""
import os

import pyodbc

from common import COPIED_TEXT, EXPECTED, READ_COPIED, ROW, TYPES, attempt, listed, wrong_rows

conn = pyodbc.connect(f"Driver={os.environ['ODBC_DRIVER']};Server={os.environ['TCP_HOST']};Port={os.environ['PGPORT']};"
                      f"Database={os.environ['PGDATABASE']};UID={os.environ['PGUSER']};{os.environ['ODBC_OPTIONS']}", autocommit=True)
cur = conn.cursor()


def ask(query, *values):
    return [tuple(row) for row in cur.execute(query, *values).fetchall()]


def views():
    for view in EXPECTED:
        # ODBC has no type for a time with a zone: it is the session's local time.
        rows = ask(f'SELECT * FROM council_bi.{view}')
        names = [d[0] for d in cur.description]
        kinds = EXPECTED[view]['columns']
        zoned = [n for n, name in enumerate(names) if kinds[name] == 'timestamp with time zone']
        if any(row[n] is not None and row[n].tzinfo is not None for row in rows for n in zoned):
            return f'{view}: a zone'
        problem = wrong_rows(view, names, [tuple(None if n in zoned else v for n, v in enumerate(row)) for row in rows])
        if problem:
            return problem


def where():
    for name, value in ROW.items():
        cast = '?' if name in ('rating', 'period', 'code') else f'CAST(? AS {TYPES[name]})'
        if ask(f'SELECT id FROM typed.kept WHERE {name} = {cast}', value) != [(1,)]:
            return name


def insert():
    ask_for = ', '.join(ROW)
    cur.execute(f"INSERT INTO typed.kept (id, {ask_for}) VALUES (3, {', '.join('CAST(? AS %s)' % TYPES[name] for name in ROW)})", *ROW.values())
    got = ask('SELECT a.id FROM typed.kept a, typed.kept b WHERE b.id = 1 AND ({0}) = ({1}) ORDER BY 1'.format(
        ', '.join('a.' + n for n in ROW), ', '.join('b.' + n for n in ROW)))
    cur.execute('DELETE FROM typed.kept WHERE id = 3')
    return None if got == [(1,), (3,)] else got


def bulk():
    cur.executemany('INSERT INTO typed.copied (id, rating, period, code, periods) VALUES (?, ?, ?, ?, CAST(? AS quarterrange))', COPIED_TEXT)
    got = ask(READ_COPIED)
    cur.execute('DELETE FROM typed.copied WHERE id >= 11')
    return None if got == COPIED_TEXT else got


attempt('lists the views', lambda: listed([row.table_name for row in cur.tables(schema='council_bi').fetchall()]))
attempt('reads every view, with its types', views)
attempt('binds a parameter of every type in WHERE', where)
attempt('inserts every type', insert)
attempt('inserts many rows at once', bulk)
