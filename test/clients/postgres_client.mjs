// postgres.js: the server says what type a parameter has.
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import postgres from 'postgres';
import { allViews, attempt, copied, differs, listed, readCopied, row, same } from './common.mjs';

// It takes no folder of a socket from PGHOST.
const sql = postgres({ path: `${process.env.PGHOST}/.s.PGSQL.${process.env.PGPORT}`, max: 1 });

await attempt('lists the views', async () => listed((await sql`SELECT viewname FROM pg_views WHERE schemaname = 'council_bi'`).map((r) => r.viewname)));
await attempt('reads every view, with its types', () => allViews(async (view) => {
  const rows = await sql`SELECT * FROM ${sql('council_bi.' + view)}`;
  return { names: rows.columns.map((c) => c.name), rows };
}));
await attempt('binds a parameter of every type in WHERE, lists and typed text', async () => {
  for (const [name, value] of Object.entries(row)) {
    if (differs(await sql`SELECT id FROM typed.kept WHERE ${sql(name)} = ${value}`, [{ id: 1 }])) return name;
  }
  for (const name of ['rating', 'period', 'code']) {
    if (differs(await sql`SELECT id FROM typed.kept WHERE ${sql(name)} IN ${sql([row[name]])}`, [{ id: 1 }])) return `${name} IN`;
    if (differs(await sql`SELECT id FROM typed.kept WHERE ${sql(name)} = ${row[name]}::text`, [{ id: 1 }])) return `${name} = text`;
  }
});
await attempt('inserts every type, many rows at once', async () => {
  await sql`INSERT INTO typed.kept ${sql([{ id: 3, ...row }, { id: 4, ...row }])}`;
  const got = await sql.unsafe(same);
  await sql`DELETE FROM typed.kept WHERE id >= 3`;
  return differs(got, [{ id: 1 }, { id: 3 }, { id: 4 }]);
});
await attempt('copies in bulk', async () => {
  const lines = copied.map((r) => r.map((v) => v ?? '\\N').join('\t') + '\n').join('');
  await pipeline(Readable.from([lines]), await sql`COPY typed.copied FROM STDIN`.writable());
  const got = (await sql.unsafe(readCopied)).map((r) => Object.values(r));
  await sql`DELETE FROM typed.copied WHERE id >= 11`;
  return differs(got, copied);
});
await sql.end();
