// node-pg: text on the wire, parameters without a type.
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import pg from 'pg';
import copyStreams from 'pg-copy-streams';
import { allViews, attempt, copied, differs, listed, readCopied, row, same } from './common.mjs';

const client = new pg.Client();
await client.connect();
const ask = async (text, values, rowMode) => (await client.query({ text, values, rowMode })).rows;

await attempt('lists the views', async () => listed((await ask("SELECT viewname FROM pg_views WHERE schemaname = 'council_bi'")).map((r) => r.viewname)));
await attempt('reads every view, with its types', () => allViews(async (view) => {
  const result = await client.query(`SELECT * FROM council_bi.${view}`);
  return { names: result.fields.map((f) => f.name), rows: result.rows };
}));
await attempt('binds a parameter of every type in WHERE, lists and typed text', async () => {
  for (const [name, value] of Object.entries(row)) {
    if (differs(await ask(`SELECT id FROM typed.kept WHERE ${name} = $1`, [value], 'array'), [[1]])) return name;
  }
  for (const name of ['rating', 'period', 'code']) {
    if (differs(await ask(`SELECT id FROM typed.kept WHERE ${name} = ANY($1)`, [[row[name]]], 'array'), [[1]])) return `${name} = ANY`;
    if (differs(await ask(`SELECT id FROM typed.kept WHERE ${name} = $1::text`, [row[name]], 'array'), [[1]])) return `${name} = text`;
  }
});
await attempt('inserts every type', async () => {
  const names = Object.keys(row);
  await client.query(`INSERT INTO typed.kept (id, ${names}) VALUES (3, ${names.map((_, n) => `$${n + 1}`)})`, Object.values(row));
  const got = await ask(same, [], 'array');
  await client.query('DELETE FROM typed.kept WHERE id = 3');
  return differs(got, [[1], [3]]);
});
await attempt('copies in bulk, as text and binary', async () => {
  const lines = copied.map((r) => r.map((v) => v ?? '\\N').join('\t') + '\n').join('');
  await pipeline(Readable.from([lines]), client.query(copyStreams.from('COPY typed.copied FROM STDIN')));
  const got = await ask(readCopied, [], 'array');
  const binary = [];
  for await (const part of client.query(copyStreams.to('COPY (SELECT * FROM typed.copied WHERE id >= 11) TO STDOUT (FORMAT binary)'))) binary.push(part);
  await client.query('DELETE FROM typed.copied WHERE id >= 11');
  await pipeline(Readable.from(binary), client.query(copyStreams.from('COPY typed.copied FROM STDIN (FORMAT binary)')));
  const again = await ask(readCopied, [], 'array');
  await client.query('DELETE FROM typed.copied WHERE id >= 11');
  return differs(got, copied) ?? differs(again, copied);
});
await client.end();
