-- Sheets as people send them: the words of their headings, what a plan's sheet was found to be, and the staging of the one being read.

-- Headings are compared as words: whatever is neither letter nor digit is a blank.
CREATE OR REPLACE FUNCTION sheet_word(heading text) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN btrim(regexp_replace(lower(machine_word(legend_word(heading))), '[^[:alnum:]]+', ' ', 'g'));
COMMENT ON FUNCTION sheet_word(text) IS
  'A heading for comparing: in small letters, look-alike letters and blanks folded as the types fold them, other signs as blanks.';

CREATE TABLE sheet_words (
  word text NOT NULL CHECK (word <> ''),
  target text NOT NULL,
  qualifier text NOT NULL DEFAULT '',
  whole boolean NOT NULL DEFAULT false,
  folded text GENERATED ALWAYS AS (sheet_word(word)) STORED,
  PRIMARY KEY (word, target)
);
COMMENT ON TABLE sheet_words IS
  'The words by which preview_sheet and import_sheet know the columns of a sheet, and the words in a rating cell that are a state. Add '
    'a row, '
  'and the next sheet is read by it.';
COMMENT ON COLUMN sheet_words.word IS 'The heading or a part of it, compared as sheet_word does.';
COMMENT ON COLUMN sheet_words.target IS
  'What the column is: ref, title, level, node, node.title, officer, body, due, start, rating, commentary, corrective_action, period, '
  'attribute, ignore; measure.*, risk.*, money.* and peer.* for sheets of these. state: not a heading, but a word in a rating cell.';
COMMENT ON COLUMN sheet_words.qualifier IS
  'node: the level. officer, body: the role. due: baseline or revised. title: the level of the items. state: which one.';
COMMENT ON COLUMN sheet_words.whole IS 'Whether the word is the whole heading, or may be a part of one.';
COMMENT ON COLUMN sheet_words.folded IS 'The word for comparing; kept by the database itself.';

INSERT INTO sheet_words (word, target, qualifier, whole)
SELECT w, s.target, s.qualifier, s.whole
FROM (VALUES
  ('ref', '', false, 'reference,action ref,action reference,action code,action number,action id,item ref,deliverable ref,ref no,'
                     'reference number,unique ref'),
  ('ref', '', true, 'ref,code,no,number,id,item,item no,action no'),
  ('title', '', false, 'action title,action description,what we will do,priority action,priority actions,key action,key actions,'
                       'council action,description of action,action required,agreed action'),
  ('title', '', true, 'action,actions,title,description,task,activity,name,detail,action detail'),
  ('title', 'deliverable', false, 'deliverable,deliverables,priority deliverable'),
  ('title', 'milestone', true, 'milestone,key milestone'),
  ('level', '', true, 'level,item level'),
  ('node', 'priority', false, 'priority,priority ref,priority code,strategic priority,corporate priority,council priority,'
                              'improvement priority'),
  ('node', 'outcome', false, 'outcome,outcomes,outcome s,outcome code,outcome codes,outcome ref'),
  ('node', 'aim', true, 'aim,strategic aim,corporate aim'),
  ('node', 'theme', true, 'theme,strategic theme'),
  ('node', 'commitment', true, 'commitment,our commitment'),
  ('node', 'recommendation', true, 'recommendation,recommendation no,recommendation number,recommendation ref,rec,rec no'),
  ('node', 'programme', true, 'programme,workstream'),
  ('node', 'project', true, 'project'),
  ('node.title', 'priority', true, 'priority name,priority title'),
  ('node.title', 'outcome', true, 'outcome name,outcome title'),
  ('node.title', 'aim', true, 'aim name,aim title'),
  ('node.title', 'theme', true, 'theme name,theme title'),
  ('node.title', 'commitment', true, 'commitment name,commitment title'),
  ('node.title', 'recommendation', true, 'recommendation title,recommendation text'),
  ('officer', 'lead', false, 'lead officer,action owner,service lead,action lead,officer lead'),
  ('officer', 'lead', true, 'lead,owner,officer,delivered by,head of service,named lead'),
  ('officer', 'responsible', false, 'responsible officer,accountable officer'),
  ('officer', 'responsible', true, 'responsible,accountable,who'),
  ('officer', 'delivery lead', false, 'delivery lead,project manager'),
  ('officer', 'sponsor', false, 'sponsor,clt sponsor,clt lead'),
  ('body', 'committee', false, 'committee,service committee'),
  ('body', 'committee', true, 'board,reports to,reporting to'),
  ('due', '', false, 'complete by,due date,deadline,target date,completion date,end date,finish date,delivery date,complete by end of,'
                     'by when,date due,due by'),
  ('due', '', true, 'due,finish,delivery,delivered by,timescale,target completion,when'),
  ('due', 'baseline', false, 'original deadline,original due date,original date,baseline date,baseline due,baseline deadline'),
  ('due', 'baseline', true, 'baseline'),
  ('due', 'revised', false, 'revised due,revised due date,revised deadline,revised date,revised completion,new deadline,forecast date'),
  ('due', 'revised', true, 'revised,forecast'),
  ('start', '', false, 'start date'),
  ('start', '', true, 'start,starts,begins,from'),
  ('rating', '', false, 'rag,rag rating,rag status,brag,delivery confidence,progress rating,current status'),
  ('rating', '', true, 'rating,status,progress status,dca'),
  ('commentary', '', false, 'update,commentary,progress update,latest position,progress comment'),
  ('commentary', '', true, 'comment,comments,progress,narrative,position'),
  ('corrective_action', '', false, 'corrective action,corrective actions,recovery action,path to green,mitigating action'),
  ('corrective_action', '', true, 'next steps'),
  ('period', '', true, 'reporting period,period,quarter,reporting quarter'),
  ('ignore', '', true, 'last quarter,last rating,last commentary,last update'),
  -- Ratings that are not the quarter's.
  ('attribute', '', false, 'forecast rag,forecast rating,forecast status,rag forecast,expected rag,expected rating,expected status,'
                           'predicted rag,predicted rating,projected rag,projected rating,target rag,target rating,target status,'
                           'baseline rag,baseline rating,previous rag,previous rating,previous status,previous quarter,prior rag,'
                           'prior rating,prior quarter,last rag,last quarter rag,rag last quarter,rag previous quarter'),
  ('state', 'withdrawn', true, 'withdrawn,closed,cancelled,removed,discontinued,stopped,no longer required'),
  ('state', 'merged', true, 'merged'),
  ('state', 'superseded', true, 'superseded,replaced'),
  ('state', 'deferred', true, 'deferred')) AS s (target, qualifier, whole, words),
  regexp_split_to_table(s.words, ',') AS w;

-- The words of sheets of measures, risks, money and other organisations' figures.
INSERT INTO sheet_words (word, target, qualifier, whole)
SELECT w, s.target, s.qualifier, true
FROM (VALUES
  ('measure.ref', '', 'kpi ref,kpi,kpi no,kpi id,kpi code,measure ref,measure id,indicator ref,pi ref'),
  ('measure.title', '', 'measure,indicator,kpi name,kpi title,measure name,performance indicator,performance measure,kpi description'),
  ('measure.tier', '', 'tier'),
  ('measure.polarity', '', 'good is,polarity,good performance is,direction,aim to'),
  ('measure.unit', '', 'unit,units,unit of measure'),
  ('measure.frequency', '', 'frequency,reported,reporting frequency,how often'),
  ('measure.rule', '', 'quarter is,month rule,quarter is made by,aggregation'),
  ('measure.target', '', 'target,target for,annual target,kpi target'),
  ('measure.amber', '', 'tolerance,amber,amber tolerance'),
  ('measure.low', '', 'target low,lower limit'), ('measure.high', '', 'target high,upper limit'),
  ('measure.actual', '', 'actual,result,outturn,performance,figure'),
  ('measure.commentary', '', 'commentary,comment,comments'),
  ('measure.source', '', 'source,data source'),
  ('measure.mitigation', '', 'mitigation,action taken'),
  ('risk.ref', '', 'risk id,risk ref,risk no,risk number,risk code,risk reference'),
  ('risk.title', '', 'risk,risk title,risk description,description of risk'),
  ('risk.kind', '', 'risk type,risk register,risk level,register'),
  ('risk.owner', '', 'owner,risk owner'),
  ('risk.likelihood', '', 'likelihood,gross likelihood,inherent likelihood,probability'),
  ('risk.impact', '', 'impact,gross impact,inherent impact'),
  ('risk.score', '', 'gross score,inherent score,score,risk score'),
  ('risk.target_score', '', 'target score,target risk score'),
  ('risk.controls', '', 'controls,existing controls,current controls'),
  ('risk.mitigation', '', 'mitigation,mitigations,mitigating actions,further actions'),
  ('risk.residual_likelihood', '', 'residual likelihood,net likelihood'),
  ('risk.residual_impact', '', 'residual impact,net impact'),
  ('risk.residual_score', '', 'residual score,net score'),
  ('risk.item', '', 'linked action,linked actions,linked to,related action,related actions,action affected,linked item'),
  ('money.ref', '', 'saving ref,mtfs ref,budget ref,line ref'),
  ('money.title', 'saving', 'saving,savings,saving title,savings proposal'), ('money.title', 'funding', 'funding,grant,funding source'),
  ('money.mtfs', '', 'mtfs item,mtfs'),
  ('money.amount', 'target', 'target'), ('money.amount', 'achieved', 'achieved,delivered,secured'),
  ('money.amount', 'at risk', 'at risk,risk,risk of non delivery'),
  ('money.item', '', 'linked action,action ref'),
  ('peer.ref', '', 'kpi ref,kpi,measure ref,measure,indicator'),
  ('peer.title', '', 'organisation,council,authority,local authority,peer'),
  ('peer.value', '', 'value,figure,result'),
  ('peer.source', '', 'source,data source')) AS s (target, qualifier, words),
  regexp_split_to_table(s.words, ',') AS w
ON CONFLICT (word, target) DO NOTHING;

CREATE TABLE sheet_columns (
  plan_id bigint NOT NULL REFERENCES plans,
  record text NOT NULL,
  heading text NOT NULL,
  target text NOT NULL,
  qualifier text NOT NULL DEFAULT '',
  PRIMARY KEY (plan_id, record, heading)
);
COMMENT ON TABLE sheet_columns IS
  'What the columns of a plan''s last sheet were taken for, so that the next one needs no set-up; written by import_sheet.';
COMMENT ON COLUMN sheet_columns.plan_id IS 'The plan.';
COMMENT ON COLUMN sheet_columns.record IS 'What its rows were: item, measure, risk, money or peer.';
COMMENT ON COLUMN sheet_columns.heading IS 'The heading as sheet_word has it, without a period.';
COMMENT ON COLUMN sheet_columns.target IS 'What the column was taken for, as in sheet_words.';
COMMENT ON COLUMN sheet_columns.qualifier IS 'As in sheet_words.';

-- The staging is empty between calls.  A run is the number of the transaction, negative.
CREATE UNLOGGED TABLE sheet_runs (
  run bigint PRIMARY KEY,
  plan_id bigint NOT NULL,
  plan text NOT NULL,
  period daterange,
  quarter quarter,
  recorded_at timestamptz NOT NULL,
  accept bigint[] NOT NULL,
  reason text,
  columns jsonb NOT NULL,
  file_name text NOT NULL,
  start_month integer NOT NULL,
  record text,
  headings text[],
  heading_line bigint,
  latest_quarter quarter,
  delimiter text,
  has_mark boolean NOT NULL DEFAULT false,
  makes_plan boolean NOT NULL DEFAULT false
);
COMMENT ON TABLE sheet_runs IS 'Staging, empty between calls: the sheet that is being read, and what its caller asked for.';
COMMENT ON COLUMN sheet_runs.run IS 'The transaction''s number, negative.';
COMMENT ON COLUMN sheet_runs.plan_id IS 'The plan; 0: one that does not exist yet.';
COMMENT ON COLUMN sheet_runs.plan IS 'The plan''s name.';
COMMENT ON COLUMN sheet_runs.period IS 'The days the plan covers.';
COMMENT ON COLUMN sheet_runs.quarter IS 'The quarter the sheet reports.';
COMMENT ON COLUMN sheet_runs.recorded_at IS 'When what the sheet says was known.';
COMMENT ON COLUMN sheet_runs.accept IS 'The numbers of the questions that are answered with yes.';
COMMENT ON COLUMN sheet_runs.reason IS 'Why the past is changed.';
COMMENT ON COLUMN sheet_runs.columns IS 'What the caller says the columns are.';
COMMENT ON COLUMN sheet_runs.file_name IS 'The file''s name.';
COMMENT ON COLUMN sheet_runs.start_month IS 'First month of the fiscal year.';
COMMENT ON COLUMN sheet_runs.record IS 'What a row is: item, measure, risk, money or peer.';
COMMENT ON COLUMN sheet_runs.headings IS 'The headings as printed.';
COMMENT ON COLUMN sheet_runs.heading_line IS 'Their line; 0: a table''s column names.';
COMMENT ON COLUMN sheet_runs.latest_quarter IS 'The latest quarter that the plan has reported so far.';
COMMENT ON COLUMN sheet_runs.delimiter IS 'What parts the cells.';
COMMENT ON COLUMN sheet_runs.has_mark IS 'Whether the text began with a byte-order mark.';
COMMENT ON COLUMN sheet_runs.makes_plan IS 'Whether the import makes the plan.';

CREATE UNLOGGED TABLE sheet_rows (
  run bigint NOT NULL,
  line bigint NOT NULL,
  cells text[] NOT NULL,
  printed text,
  class text,
  section_line bigint,
  ref text,
  ref_key text,
  title text,
  title_key text,
  subject text,
  item_id bigint,
  is_first boolean,
  outcome text,
  PRIMARY KEY (run, line)
);
COMMENT ON TABLE sheet_rows IS 'Staging, empty between calls: the rows of the sheet that is being read.';
COMMENT ON COLUMN sheet_rows.run IS 'The run.';
COMMENT ON COLUMN sheet_rows.line IS 'The line at which the row starts.';
COMMENT ON COLUMN sheet_rows.cells IS 'Its cells.';
COMMENT ON COLUMN sheet_rows.printed IS 'The very characters it was read from.';
COMMENT ON COLUMN sheet_rows.class IS 'item, or heading, legend, title, section, total, blank, lost (neither reference nor title).';
COMMENT ON COLUMN sheet_rows.section_line IS 'The line of the section the row stands under.';
COMMENT ON COLUMN sheet_rows.ref IS 'The reference as printed, or as made for it.';
COMMENT ON COLUMN sheet_rows.ref_key IS 'The reference for comparing, as ref_key has it.';
COMMENT ON COLUMN sheet_rows.title IS 'The title.';
COMMENT ON COLUMN sheet_rows.title_key IS 'The title for comparing.';
COMMENT ON COLUMN sheet_rows.subject IS 'What rows of the same thing have in common.';
COMMENT ON COLUMN sheet_rows.item_id IS 'The item or other thing of the register it is of; NULL: none yet.';
COMMENT ON COLUMN sheet_rows.is_first IS 'Whether it is the row that speaks for its subject: the first, or of rows by quarter the last '
  'quarter''s.';
COMMENT ON COLUMN sheet_rows.outcome IS 'new, known, question or refused.';

CREATE UNLOGGED TABLE sheet_marks (
  run bigint NOT NULL,
  position integer NOT NULL,
  heading text NOT NULL,
  rest text NOT NULL,
  target text NOT NULL,
  qualifier text NOT NULL,
  quarter quarter,
  period daterange,
  known_by text NOT NULL,
  PRIMARY KEY (run, position)
);
COMMENT ON TABLE sheet_marks IS 'Staging, empty between calls: what each column of the sheet that is being read was taken for.';
COMMENT ON COLUMN sheet_marks.run IS 'The run.';
COMMENT ON COLUMN sheet_marks.position IS 'Which column.';
COMMENT ON COLUMN sheet_marks.heading IS 'Its heading as printed.';
COMMENT ON COLUMN sheet_marks.rest IS 'The heading for comparing, without a period.';
COMMENT ON COLUMN sheet_marks.target IS 'What it is.';
COMMENT ON COLUMN sheet_marks.qualifier IS 'Of which level, role and so on.';
COMMENT ON COLUMN sheet_marks.quarter IS 'The quarter that the heading names.';
COMMENT ON COLUMN sheet_marks.period IS 'The days that the heading names.';
COMMENT ON COLUMN sheet_marks.known_by IS 'argument, memory, word, content, second, period, or nothing.';

CREATE UNLOGGED TABLE sheet_cells (
  run bigint NOT NULL,
  line bigint NOT NULL,
  position integer NOT NULL,
  target text NOT NULL,
  qualifier text NOT NULL,
  quarter quarter,
  period daterange,
  raw text NOT NULL,
  value text NOT NULL
);
COMMENT ON TABLE sheet_cells IS 'Staging, empty between calls: every cell with something in it of the rows that are items.';
COMMENT ON COLUMN sheet_cells.run IS 'The run.';
COMMENT ON COLUMN sheet_cells.line IS 'The line.';
COMMENT ON COLUMN sheet_cells.position IS 'Which column.';
COMMENT ON COLUMN sheet_cells.target IS 'What it is.';
COMMENT ON COLUMN sheet_cells.qualifier IS 'Of which level, role and so on.';
COMMENT ON COLUMN sheet_cells.quarter IS 'The quarter, of its heading or of its row.';
COMMENT ON COLUMN sheet_cells.period IS 'The days, of its heading or of its row.';
COMMENT ON COLUMN sheet_cells.raw IS 'The cell as printed.';
COMMENT ON COLUMN sheet_cells.value IS 'The cell without blanks at its ends.';

CREATE UNLOGGED TABLE sheet_changes (
  run bigint NOT NULL,
  number bigint,
  line bigint,
  position integer,
  change text NOT NULL,
  ref text,
  title text,
  field text,
  was text,
  will_be text,
  remark text,
  is_question boolean NOT NULL DEFAULT false,
  needs_reason boolean NOT NULL DEFAULT false,
  accepted boolean NOT NULL DEFAULT true,
  shown boolean NOT NULL DEFAULT true,
  item_id bigint,
  object_id bigint,
  level text,
  role text,
  relation text,
  quarter quarter,
  period daterange,
  rating rag,
  raw text,
  commentary text,
  corrective_action text,
  valid_from date,
  valid_to date,
  amount numeric,
  details jsonb
);
COMMENT ON TABLE sheet_changes IS
  'Staging, empty between calls: what the sheet that is being read would change, and what it asks; the import does just that.';
COMMENT ON COLUMN sheet_changes.run IS 'The run.';
COMMENT ON COLUMN sheet_changes.number IS 'The number by which a question is accepted.';
COMMENT ON COLUMN sheet_changes.line IS 'The line of the sheet.';
COMMENT ON COLUMN sheet_changes.position IS 'The column of the sheet.';
COMMENT ON COLUMN sheet_changes.change IS 'What kind of change.';
COMMENT ON COLUMN sheet_changes.ref IS 'The reference of what changes.';
COMMENT ON COLUMN sheet_changes.title IS 'Its title.';
COMMENT ON COLUMN sheet_changes.field IS 'What of it.';
COMMENT ON COLUMN sheet_changes.was IS 'What the register says.';
COMMENT ON COLUMN sheet_changes.will_be IS 'What it will say.';
COMMENT ON COLUMN sheet_changes.remark IS 'The question, or what is to be known.';
COMMENT ON COLUMN sheet_changes.is_question IS 'Whether it is done only if accepted.';
COMMENT ON COLUMN sheet_changes.needs_reason IS 'Whether it is done only with a reason.';
COMMENT ON COLUMN sheet_changes.accepted IS 'Whether it is done.';
COMMENT ON COLUMN sheet_changes.shown IS 'Whether it is listed; what says again what was said before is not.';
COMMENT ON COLUMN sheet_changes.item_id IS 'The item; NULL: one that the line brings.';
COMMENT ON COLUMN sheet_changes.object_id IS 'The officer, body or node.';
COMMENT ON COLUMN sheet_changes.level IS 'The level of a node or item.';
COMMENT ON COLUMN sheet_changes.role IS 'The role of an officer or body.';
COMMENT ON COLUMN sheet_changes.relation IS 'The relation of a link.';
COMMENT ON COLUMN sheet_changes.quarter IS 'The quarter of a rating or figure.';
COMMENT ON COLUMN sheet_changes.period IS 'The days of a rating, or a deadline.';
COMMENT ON COLUMN sheet_changes.rating IS 'The rating.';
COMMENT ON COLUMN sheet_changes.raw IS 'The cell as printed.';
COMMENT ON COLUMN sheet_changes.commentary IS 'What the sheet says of it.';
COMMENT ON COLUMN sheet_changes.corrective_action IS 'What is being done about it.';
COMMENT ON COLUMN sheet_changes.valid_from IS 'First day.';
COMMENT ON COLUMN sheet_changes.valid_to IS 'Last day.';
COMMENT ON COLUMN sheet_changes.amount IS 'A figure.';
COMMENT ON COLUMN sheet_changes.details IS 'What else a kind of sheet needs.';

CREATE UNLOGGED TABLE sheet_nodes (
  run bigint NOT NULL,
  line bigint NOT NULL,
  level text NOT NULL,
  place integer NOT NULL,
  ref text NOT NULL,
  key text NOT NULL,
  title text,
  is_list boolean NOT NULL,
  node_id bigint
);
COMMENT ON TABLE sheet_nodes IS 'Staging, empty between calls: the nodes that each row of the sheet that is being read stands under.';
COMMENT ON COLUMN sheet_nodes.run IS 'The run.';
COMMENT ON COLUMN sheet_nodes.line IS 'The line.';
COMMENT ON COLUMN sheet_nodes.level IS 'The level of the node.';
COMMENT ON COLUMN sheet_nodes.place IS 'The order of levels, outermost first.';
COMMENT ON COLUMN sheet_nodes.ref IS 'Its reference.';
COMMENT ON COLUMN sheet_nodes.key IS 'Its reference for comparing.';
COMMENT ON COLUMN sheet_nodes.title IS 'Its wording, where the sheet has one.';
COMMENT ON COLUMN sheet_nodes.is_list IS 'Whether a cell may name several, to which the item contributes, rather than one it is part of.';
COMMENT ON COLUMN sheet_nodes.node_id IS 'The node of the register; NULL: none yet.';
