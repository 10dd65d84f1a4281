-- What every client is to find: each view of the BI schema with its columns' types and its number of rows.
SELECT jsonb_pretty(jsonb_object_agg(v.view_name, jsonb_build_object('rows', v.n, 'columns', v.columns)))
  FROM (SELECT c.view_name, jsonb_object_agg(c.column_name, c.type_name) AS columns,
               (xpath('//n/text()', query_to_xml(format('SELECT count(*) AS n FROM council_bi.%I', c.view_name), false, false, '')))[1]::text::bigint AS n
          FROM council_bi.bi_column c GROUP BY c.view_name) v;
