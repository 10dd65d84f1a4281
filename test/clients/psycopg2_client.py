"""psycopg 2: text on the wire; parameters are literals."""
import io

import psycopg2

from common import COPIED_TEXT, EXPECTED, READ_COPIED, ROW, all_views, attempt, listed

conn = psycopg2.connect('')
conn.autocommit = True
cur = conn.cursor()


def ask(query, values=None):
    cur.execute(query, values)
    return cur.fetchall()


def read(view):
    cur.execute(f'SELECT * FROM council_bi.{view}')
    return [d.name for d in cur.description], cur.fetchall()


def where():
    for name, value in ROW.items():
        if ask(f'SELECT id FROM typed.kept WHERE {name} = %s', (value,)) != [(1,)]:
            return name
    for name in ('rating', 'period', 'code'):
        if ask(f'SELECT id FROM typed.kept WHERE {name} = ANY(%s)', ([ROW[name]],)) != [(1,)]:
            return f'{name} = ANY'


def insert():
    cur.execute('INSERT INTO typed.kept (id, {}) VALUES (3, {})'.format(', '.join(ROW), ', '.join(['%s'] * len(ROW))), list(ROW.values()))
    got = ask('SELECT a.id FROM typed.kept a, typed.kept b WHERE b.id = 1 AND ({0}) = ({1}) ORDER BY 1'.format(
        ', '.join('a.' + n for n in ROW), ', '.join('b.' + n for n in ROW)))
    cur.execute('DELETE FROM typed.kept WHERE id = 3')
    return None if got == [(1,), (3,)] else got


def copy():
    lines = ''.join('\t'.join('\\N' if v is None else str(v) for v in row) + '\n' for row in COPIED_TEXT)
    cur.copy_expert('COPY typed.copied FROM STDIN', io.StringIO(lines))
    got = ask(READ_COPIED)
    binary = io.BytesIO()
    cur.copy_expert('COPY (SELECT * FROM typed.copied WHERE id >= 11) TO STDOUT (FORMAT binary)', binary)
    cur.execute('DELETE FROM typed.copied WHERE id >= 11')
    binary.seek(0)
    cur.copy_expert('COPY typed.copied FROM STDIN (FORMAT binary)', binary)
    again = ask(READ_COPIED)
    cur.execute('DELETE FROM typed.copied WHERE id >= 11')
    return None if got == again == COPIED_TEXT else (got, again)


attempt('lists the views', lambda: listed([name for name, in ask("SELECT table_name FROM information_schema.views WHERE table_schema = 'council_bi'")]))
attempt('reads every view, with its types', all_views(read))
attempt('binds a parameter of every type in WHERE, and lists', where)
attempt('inserts every type', insert)
attempt('copies in bulk, as text and binary', copy)
