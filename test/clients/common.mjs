// What the clients in JavaScript share: what they are to find, and how they say it.
import { readFileSync } from 'node:fs';

export const expected = JSON.parse(readFileSync(process.env.EXPECTED, 'utf8'));
export const row = { rating: 'R', period: 'Q1 2025/26', code: 'A2.192', counts: 'R2 G1', periods: '["Q1 2025/26","Q3 2025/26")',
  spans: '{["Q1 2025/26","Q3 2025/26")}', codes: '[A1,A2)', thread: '{2>1}', labels: '{b>a}' };
export const copied = [['11', 'R', 'Q1 2025/26', 'A2.192.70000', '["Q1 2025/26","Q3 2025/26")'], ['12', null, 'Q4 1999/00', 'LGOF 3.1', '(,"Q3 2025/26")']];
export const readCopied = 'SELECT id::text, rating::text, period::text, code::text, periods::text FROM typed.copied WHERE id >= 11 ORDER BY id';
export const same = `SELECT a.id FROM typed.kept a, typed.kept b WHERE b.id = 1 AND (${Object.keys(row).map((n) => 'a.' + n)}) = (${Object.keys(row).map((n) => 'b.' + n)}) ORDER BY 1`;

export async function attempt(what, action) {
  let problem;
  try { problem = await action(); } catch (error) { problem = error.stack; }
  console.log(`${problem ? 'not ok' : 'ok'} - ${what}`);
  if (problem) console.log('# ' + String(problem).slice(0, 500).replaceAll('\n', '\n# '));
}
export function differs(got, wanted) {
  return JSON.stringify(got) === JSON.stringify(wanted) ? undefined : JSON.stringify(got);
}
export function listed(names) { return differs([...names].sort(), Object.keys(expected).sort()); }
// kinds: what a value of each type is in this client.  bigint and numeric are text in both, since a number of JavaScript has 53 bits.
const kinds = { text: 'string', integer: 'number', bigint: 'string', numeric: 'string', date: 'Date', 'timestamp with time zone': 'Date', boolean: 'boolean' };
export async function allViews(read) {
  for (const [view, { rows: count, columns }] of Object.entries(expected)) {
    const { names, rows } = await read(view);
    if (JSON.stringify([...names].sort()) !== JSON.stringify(Object.keys(columns).sort())) return `${view}: columns ${names}`;
    if (rows.length !== count) return `${view}: ${rows.length} rows for ${count}`;
    for (const values of rows) for (const name of names) {
      const value = values[name];
      const kind = value instanceof Date ? 'Date' : typeof value;
      if (value !== null && kind !== kinds[columns[name]]) return `${view}.${name}: ${value} is a ${kind}, not ${columns[name]}`;
    }
  }
}
