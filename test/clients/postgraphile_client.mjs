// PostGraphile: a GraphQL schema made of the BI views by itself, asked whole.
import { createPostGraphileSchema, withPostGraphileContext } from 'postgraphile';
import { graphql } from 'graphql';
import pg from 'pg';
import { attempt, differs, expected } from './common.mjs';

const pool = new pg.Pool({ max: 2 });
const ask = async (schema, query, variableValues) => {
  const result = await withPostGraphileContext({ pgPool: pool }, (contextValue) => graphql(schema, query, null, { ...contextValue }, variableValues));
  if (result.errors) throw new Error(result.errors[0].message);
  return result.data;
};
const scalars = { text: 'String', integer: 'Int', bigint: 'BigInt', numeric: 'BigFloat', date: 'Date', 'timestamp with time zone': 'Datetime', boolean: 'Boolean' };
const camel = (name) => name.replace(/_([a-z])/g, (_, c) => c.toUpperCase());

const schema = await createPostGraphileSchema(pool, ['council_bi']);
// The query's fields by the type of their nodes; a view is named in the singular there.
const fields = Object.fromEntries(Object.values(schema.getQueryType().getFields()).filter((f) => f.name.startsWith('allBi'))
  .map((f) => [String(f.type.getFields().nodes.type).replace(/[^A-Za-z]/g, ''), f.name]));
const typeOf = (view) => {
  const name = view.split('_').map((w) => w[0].toUpperCase() + w.slice(1)).join('');
  return fields[name] ? name : name.replace(/s$/, '');
};
await attempt('lists the views', async () => differs(Object.keys(fields).sort(), Object.keys(expected).map(typeOf).sort()));
await attempt('gives every column its type, and its comment', async () => {
  for (const [view, { columns }] of Object.entries(expected)) {
    const type = schema.getType(typeOf(view));
    for (const [name, kind] of Object.entries(columns)) {
      const field = type.getFields()[camel(name)];
      if (String(field?.type) !== scalars[kind] || !field.description) return `${view}.${name}: ${field?.type}`;
    }
  }
});
await attempt('reads every view', async () => {
  for (const [view, { rows, columns }] of Object.entries(expected)) {
    const data = await ask(schema, `{ all: ${fields[typeOf(view)]} { totalCount nodes { ${Object.keys(columns).map(camel).join(' ')} } } }`);
    if (data.all.totalCount !== rows || data.all.nodes.length !== rows) return `${view}: ${data.all.totalCount} rows for ${rows}`;
  }
});
await attempt('filters by a parameter', async () => {
  const data = await ask(schema, 'query($key: BigInt!) { allBiRatings(condition: { planKey: $key, ratingKey: "R" }) { totalCount } }', { key: '2' });
  return differs(data.allBiRatings.totalCount, 17);
});
await pool.end();
