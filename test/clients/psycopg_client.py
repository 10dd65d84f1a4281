"""psycopg 3: parameters on the server, results as text and binary, COPY with the codecs that doc/clients.md shows."""
import psycopg
from golden_thread_psycopg import register_golden_thread
from psycopg.types.range import Range

from common import COPIED, COPIED_TEXT, READ_COPIED, ROW, TYPES, all_views, attempt, listed

conn = psycopg.connect('', autocommit=True)


def ask(query, values=None, binary=False):
    return conn.execute(query, values, binary=binary).fetchall()


def reader(binary):
    def read(view):
        cur = conn.execute(f'SELECT * FROM council_bi.{view}', binary=binary)
        return [d.name for d in cur.description], cur.fetchall()
    return read


def where():
    for name, value in ROW.items():
        if ask(f'SELECT id FROM typed.kept WHERE {name} = %s', (value,)) != [(1,)]:
            return name
    for name in ('rating', 'period', 'code'):
        if ask(f'SELECT id FROM typed.kept WHERE {name} = ANY(%s)', ([ROW[name]],)) != [(1,)]:
            return f'{name} = ANY'
        if ask(f'SELECT id FROM typed.kept WHERE {name} = %s::text', (ROW[name],)) != [(1,)]:
            return f'{name} = text'


def insert():
    conn.execute('INSERT INTO typed.kept (id, {}) VALUES (3, {})'.format(', '.join(ROW), ', '.join(['%s'] * len(ROW))), list(ROW.values()))
    got = ask('SELECT a.id FROM typed.kept a, typed.kept b WHERE b.id = 1 AND ({0}) = ({1}) ORDER BY 1'.format(
        ', '.join('a.' + n for n in ROW), ', '.join('b.' + n for n in ROW)))
    conn.execute('DELETE FROM typed.kept WHERE id = 3')
    return None if got == [(1,), (3,)] else got


def copy(binary):
    def action():
        with conn.cursor() as cur:
            with cur.copy(f"COPY typed.copied FROM STDIN{' (FORMAT binary)' if binary else ''}") as out:
                if binary:
                    out.set_types(['int4', 'rag', 'quarter', 'plan_code', 'quarterrange'])
                for row in COPIED if binary else COPIED_TEXT:
                    out.write_row(row[:4] + (Range(*row[4]) if row[4][0] else Range(*row[4], bounds='()'),) if binary else row)
            got = ask(READ_COPIED)
            with cur.copy(f"COPY (SELECT * FROM typed.copied WHERE id >= 11 ORDER BY id) TO STDOUT{' (FORMAT binary)' if binary else ''}") as back:
                back.set_types(['int4', 'rag', 'quarter', 'plan_code', 'quarterrange'] if binary else ['int4', 'text', 'text', 'text', 'text'])
                rows = list(back.rows())
        conn.execute('DELETE FROM typed.copied WHERE id >= 11')
        if got != COPIED_TEXT:
            return got
        wanted = [row[:4] + (Range(*row[4], bounds='[)' if row[4][0] else '()'),) for row in COPIED] if binary else COPIED_TEXT
        return None if rows == wanted else rows
    return action


def binary_results():
    got = ask('SELECT rating, period, code, periods FROM typed.kept WHERE id = 1', binary=True)
    return None if got == [('R', 'Q1 2025/26', 'A2.192', Range('Q1 2025/26', 'Q3 2025/26'))] else got


attempt('lists the views', lambda: listed([name for name, in ask("SELECT viewname FROM pg_views WHERE schemaname = 'council_bi'")]))
attempt('reads every view, with its types, as text', all_views(reader(False)))
attempt('reads every view, with its types, binary', all_views(reader(True)))
attempt('binds a parameter of every type in WHERE, lists and typed text', where)
attempt('inserts every type', insert)
attempt('copies in bulk, as text', copy(False))
register_golden_thread(conn)
attempt('copies in bulk, binary, ranges too, with the codecs of doc/clients.md', copy(True))
attempt('and reads results binary by them', binary_results)
attempt('and binds parameters as before', where)
