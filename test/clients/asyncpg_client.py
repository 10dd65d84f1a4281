"""asyncpg: everything binary; our types by the codecs that doc/clients.md shows, the others as text."""
import asyncio

import asyncpg
from golden_thread_asyncpg import register_golden_thread

from common import COPIED, COPIED_TEXT, READ_COPIED, ROW, TYPES, all_views, attempt, check, listed, wrong_rows, EXPECTED


async def tried(what, coroutine):
    try:
        check(what, await coroutine)
    except Exception as error:
        check(what, f'{type(error).__name__}: {error}')


async def views(conn):
    for view in EXPECTED:
        statement = await conn.prepare(f'SELECT * FROM council_bi.{view}')
        problem = wrong_rows(view, [a.name for a in statement.get_attributes()], [tuple(r) for r in await statement.fetch()])
        if problem:
            return problem


async def where(conn, values):
    for name, value in values.items():
        got = await conn.fetch(f'SELECT id FROM typed.kept WHERE {name} = $1', value)
        if [r[0] for r in got] != [1]:
            return name


async def as_text(conn):
    for name, value in ROW.items():
        got = await conn.fetch(f'SELECT id FROM typed.kept WHERE {name} = $1::text::{TYPES[name]}', value)
        if [r[0] for r in got] != [1]:
            return name


async def insert(conn):
    await conn.execute('INSERT INTO typed.kept (id, {}) VALUES (3, {})'.format(', '.join(ROW), ', '.join(
        f'${n}::text::{TYPES[name]}' for n, name in enumerate(ROW, 1))), *ROW.values())
    got = await conn.fetch('SELECT a.id FROM typed.kept a, typed.kept b WHERE b.id = 1 AND ({0}) = ({1}) ORDER BY 1'.format(
        ', '.join('a.' + n for n in ROW), ', '.join('b.' + n for n in ROW)))
    await conn.execute('DELETE FROM typed.kept WHERE id = 3')
    return None if [r[0] for r in got] == [1, 3] else got


async def copy(conn):
    records = [row[:4] + (asyncpg.Range(*row[4]),) for row in COPIED]
    await conn.copy_records_to_table('copied', schema_name='typed', records=records, columns=['id', 'rating', 'period', 'code', 'periods'])
    got = [tuple(r) for r in await conn.fetch(READ_COPIED)]
    back = [tuple(r) for r in await conn.fetch('SELECT id, rating, period, code, periods FROM typed.copied WHERE id >= 11 ORDER BY id')]
    await conn.execute('DELETE FROM typed.copied WHERE id >= 11')
    if got != COPIED_TEXT:
        return got
    return None if back[0] == records[0] and back[1][:4] == records[1][:4] else back


async def main():
    conn = await asyncpg.connect()
    names = [r[0] for r in await conn.fetch("SELECT viewname::text FROM pg_views WHERE schemaname = 'council_bi'")]
    check('lists the views', listed(names))
    await tried('reads every view, with its types', views(conn))
    await tried('binds a parameter of every type in WHERE, as text', as_text(conn))
    await tried('inserts every type', insert(conn))
    await register_golden_thread(conn)
    await tried('copies in bulk, binary, ranges too, with the codecs of doc/clients.md', copy(conn))
    await tried('and binds parameters by them', where(conn, {'rating': 'R', 'period': 'Q1 2025/26', 'code': 'A2.192',
                                                             'periods': asyncpg.Range('Q1 2025/26', 'Q3 2025/26')}))
    await conn.close()

asyncio.run(main())
