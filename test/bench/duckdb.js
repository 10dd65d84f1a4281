// DuckDB counts each item once at every node, as the rivals in SQL do.  Prints a line a turn: trial, name, turn, milliseconds, answer.
// usage: node test/bench/duckdb.js FOLDER TIMES    FOLDER has link.csv (node, item, rating) and closure.csv (node, above)
const { DuckDBInstance } = require('@duckdb/node-api');

const weighed = `sum((above + 1)::HUGEINT * n * CASE r WHEN 'R' THEN 1 WHEN 'AR' THEN 3 WHEN 'A' THEN 7 WHEN 'AG' THEN 11
                                                       WHEN 'G' THEN 13 ELSE 17 END)::VARCHAR`;
const rivals = {
  'DuckDB, one thread, count(DISTINCT)': `SELECT ${weighed} FROM (
     SELECT above, r, count(DISTINCT item) AS n FROM closure JOIN link USING (node) GROUP BY above, r)`,
  'DuckDB, one thread, DISTINCT first': `SELECT ${weighed} FROM (
     SELECT above, r, count(*) AS n FROM (SELECT DISTINCT above, item, r FROM closure JOIN link USING (node)) GROUP BY above, r)`,
};

async function main(folder, times) {
  const connection = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect();
  await connection.run("CREATE TYPE status AS ENUM ('G', 'AG', 'A', 'AR', 'R')");
  await connection.run(`CREATE TABLE link AS SELECT node, item, r::status AS r
    FROM read_csv('${folder}/link.csv', header = false, columns = {'node': 'BIGINT', 'item': 'BIGINT', 'r': 'VARCHAR'})`);
  await connection.run(`CREATE TABLE closure AS
    FROM read_csv('${folder}/closure.csv', header = false, columns = {'node': 'BIGINT', 'above': 'BIGINT'})`);
  for (let turn = 0; turn <= times; turn++) {
    for (const [name, query] of Object.entries(rivals)) {
      const started = process.hrtime.bigint();
      const answer = (await connection.runAndReadAll(query)).getRows()[0][0];
      console.log(['trial', name, turn, Number(process.hrtime.bigint() - started) / 1e6, answer].join('\t'));
    }
  }
}

main(process.argv[2], Number(process.argv[3])).catch((problem) => {
  console.error(problem.message);
  process.exit(1);
});
