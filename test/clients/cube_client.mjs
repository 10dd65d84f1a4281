// Cube: the model that doc/bi.md makes, compiled by Cube's own compiler, whose SQL is run through node-pg.  Without its native part, which npm
// fetches from elsewhere: that renders templates, which the model has none of, and plans SQL anew.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import pg from 'pg';
import { attempt, differs, expected, listed } from './common.mjs';

const { prepareCompiler, PostgresQuery } = createRequire(process.env.work + '/cube/')('@cubejs-backend/schema-compiler');
const files = [{ fileName: 'council.yml', content: readFileSync(process.env.work + '/council.yml', 'utf8') }];
const compilers = prepareCompiler({ localPath: () => '', dataSchemaFiles: async () => files }, { nativeInstance: { newJinjaEngine: () => ({}) } });
const client = new pg.Client();
await client.connect();

const select = async (text, values) => (await client.query({ text, values, rowMode: 'array' })).rows;
const ask = async (query) => {
  const [text, values] = new PostgresQuery(compilers, { timezone: 'UTC', rowLimit: null, useNativeSqlPlanner: false, ...query }).buildSqlAndParams();
  return select(text, values);
};
const inOrder = (rows) => rows.map((r) => JSON.stringify(r)).sort();
const is = (member, value) => ({ member, operator: 'equals', values: [value] });
const by = (dimensions, measures, ...filters) => ({ dimensions, measures, filters });
const latestRed = [is('bi_rating.is_latest', 'true'), is('bi_rating.rating_key', 'R'), is('bi_item_officer.is_current', 'true')];
const latestRedSql = `FROM council_bi.bi_rating r JOIN council_bi.bi_item_officer b ON b.item_key = r.item_key AND b.is_current
  JOIN council_bi.bi_officer o USING (officer_key) WHERE r.is_latest AND r.rating_key = 'R'`;
// What Cube is asked, and what the views answer to the same.
const questions = {
  'items by plan, quarter and rating': [by(['bi_plan.plan', 'bi_quarter.sort_label', 'bi_scale.label'], ['bi_rating.items', 'bi_rating.rows']),
    `SELECT p.plan, q.sort_label, s.label, count(DISTINCT r.item_key), count(*) FROM council_bi.bi_rating r JOIN council_bi.bi_plan p USING (plan_key)
       JOIN council_bi.bi_quarter q USING (quarter_key) JOIN council_bi.bi_scale s USING (rating_key) GROUP BY 1, 2, 3`],
  'items by officer': [by(['bi_officer.officer'], ['bi_rating.items', 'bi_rating.rows'], ...latestRed),
    `SELECT o.officer, count(DISTINCT r.item_key), count(DISTINCT r.item_key) ${latestRedSql} GROUP BY 1`],
  'items of all officers, each once': [by([], ['bi_rating.items', 'bi_rating.rows'], ...latestRed),
    `SELECT count(DISTINCT r.item_key), count(DISTINCT r.item_key) ${latestRedSql}`],
  'items under each aim': [by(['bi_node.title', 'bi_quarter.sort_label'], ['bi_rating.items'], is('bi_node.level', 'aim')),
    `SELECT n.title, q.sort_label, count(DISTINCT r.item_key) FROM council_bi.bi_rating r JOIN council_bi.bi_item_node b USING (item_key)
       JOIN council_bi.bi_node n USING (node_key) JOIN council_bi.bi_quarter q USING (quarter_key) WHERE n.level = 'aim' GROUP BY 1, 2`],
  'counts of progress': [by(['bi_plan.plan', 'bi_quarter.label'], ['bi_progress.total', 'bi_progress.red']),
    `SELECT p.plan, q.label, sum(total), sum(red) FROM council_bi.bi_progress JOIN council_bi.bi_plan p USING (plan_key)
       LEFT JOIN council_bi.bi_quarter q USING (quarter_key) GROUP BY 1, 2`],
  'money within purpose and basis': [by(['bi_money.purpose', 'bi_money.basis'], ['bi_money.target', 'bi_money.achieved', 'bi_money.at_risk', 'bi_money.gap']),
    'SELECT purpose, basis, sum(target), sum(achieved), sum(at_risk), sum(gap) FROM council_bi.bi_money GROUP BY 1, 2'],
  'what was published': [by(['bi_plan.plan', 'bi_publication.edition', 'bi_scale.label'], ['bi_published_item.items', 'bi_published_item.revisions']),
    `SELECT p.plan, e.edition, s.label, count(DISTINCT i.item_key), sum(i.revisions) FROM council_bi.bi_published_item i
       JOIN council_bi.bi_publication e USING (publication_key) JOIN council_bi.bi_plan p ON p.plan_key = e.plan_key
       JOIN council_bi.bi_scale s USING (rating_key) GROUP BY 1, 2, 3`],
};

await attempt('compiles a cube for each view, with the comments', async () => {
  await compilers.compiler.compile();
  const cubes = compilers.metaTransformer.cubes.map((cube) => cube.config);
  const silent = cubes.flatMap((cube) => cube.dimensions).filter((d) => !d.description && !d.name.endsWith('.whole_row'));
  return listed(cubes.map((cube) => cube.name)) ?? differs(silent.map((d) => d.name), []);
});
await attempt('reads every column of every view', async () => {
  for (const [view, { rows: count, columns }] of Object.entries(expected)) {
    const { dimensions, measures } = compilers.metaTransformer.cubes.find((cube) => cube.config.name === view).config;
    const names = [...dimensions, ...measures].map((member) => member.name.split('.')[1]);
    const missing = Object.keys(columns).filter((column) => !names.includes(column));
    const rows = await ask(by(dimensions.map((d) => d.name), measures.map((m) => m.name)));
    if (missing.length || rows.length !== count) return `${view}: ${rows.length} rows for ${count}, without ${missing}`;
  }
});
await attempt('counts and adds as the views do', async () => {
  for (const [question, [query, text]] of Object.entries(questions)) {
    const wanted = await select(text);
    const problem = wanted.length ? differs(inOrder(await ask(query)), inOrder(wanted)) : 'nothing to compare';
    if (problem) return `${question}: ${problem}`;
  }
});
await attempt('groups a day by quarters, in the time of London', async () => {
  const day = { dimension: 'bi_quarter.first_day', granularity: 'quarter', dateRange: ['2024-04-01', '2024-06-30'] };
  const rows = await ask({ measures: ['bi_rating.items'], timeDimensions: [day], timezone: 'Europe/London' });
  return differs(rows.map(([quarter, items]) => [quarter.toISOString().slice(0, 10), items]), [['2024-04-01', '66']]);
});
await client.end();
