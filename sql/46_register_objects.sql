-- register_objects: what a register of each layout is made of, so that an upgrade can tell the register's own objects from those its
-- owner added.  A list is generated: test/upgrade/register_objects.sql prints it, test/pgtap/register_upgrade.sql compares.  Those of
-- the first two layouts are whole; a later one says what it adds or comments otherwise, and with ! what it has no longer.

CREATE FUNCTION register_objects(of_layout text, OUT object text, OUT remark_digest text) RETURNS SETOF record
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
  WITH lists (layout, is_whole, objects) AS (
    VALUES ('0.1.0', true, $list$
e628d8c8 column bi.bi_body.body
37c03318 column bi.bi_body.body_key
38466282 column bi.bi_due.due
287a8891 column bi.bi_due.first_day
be4055d7 column bi.bi_due.is_baseline
b5277fcc column bi.bi_due.is_current
144dfdd1 column bi.bi_due.item_key
b6851c17 column bi.bi_due.milestone
f3ae79e1 column bi.bi_due.plan_key
f49c58a4 column bi.bi_due.quarter_key
23e83a87 column bi.bi_due.raw
2524d2ec column bi.bi_due.reason
fbea4bf9 column bi.bi_due.recorded_at
2f6c5219 column bi.bi_due.revision
239683ce column bi.bi_item.baseline_due
1a970fd6 column bi.bi_item.current_due
a1f1b2fd column bi.bi_item.is_active
144dfdd1 column bi.bi_item.item_key
9d2a0bc0 column bi.bi_item.level
3634e6d7 column bi.bi_item.level_label
f3ae79e1 column bi.bi_item.plan_key
f49c58a4 column bi.bi_item.quarter_key
8d61885f column bi.bi_item.rating_key
a958099c column bi.bi_item.ref
200d49c7 column bi.bi_item.slippage_months
2911ec9b column bi.bi_item.sort_order
c98cd8fd column bi.bi_item.state
ea802014 column bi.bi_item.state_reason
474ae52d column bi.bi_item.state_since
bebf5f45 column bi.bi_item.title
37c03318 column bi.bi_item_body.body_key
b5277fcc column bi.bi_item_body.is_current
144dfdd1 column bi.bi_item_body.item_key
ec5fae6b column bi.bi_item_body.role
9a7b0b6a column bi.bi_item_body.valid_from
66f66d5b column bi.bi_item_body.valid_to
b5277fcc column bi.bi_item_officer.is_current
144dfdd1 column bi.bi_item_officer.item_key
7c55c64c column bi.bi_item_officer.officer_key
ec5fae6b column bi.bi_item_officer.role
9a7b0b6a column bi.bi_item_officer.valid_from
66f66d5b column bi.bi_item_officer.valid_to
ebb3cb73 column bi.bi_link.basis
4b8e4982 column bi.bi_link.child_node_key
b5277fcc column bi.bi_link.is_current
144dfdd1 column bi.bi_link.item_key
ef53cef7 column bi.bi_link.link_key
e0102e35 column bi.bi_link.node_key
a7669335 column bi.bi_link.parent_item_key
b2456dc6 column bi.bi_link.relation
f050c51c column bi.bi_link.rolls_up
0622fcc9 column bi.bi_link.source_document
9a7b0b6a column bi.bi_link.valid_from
66f66d5b column bi.bi_link.valid_to
9d2a0bc0 column bi.bi_node.level
3634e6d7 column bi.bi_node.level_label
e0102e35 column bi.bi_node.node_key
f3ae79e1 column bi.bi_node.plan_key
a958099c column bi.bi_node.ref
2911ec9b column bi.bi_node.sort_order
bebf5f45 column bi.bi_node.title
1e0fd694 column bi.bi_officer.officer
7c55c64c column bi.bi_officer.officer_key
287a8891 column bi.bi_plan.first_day
a8309736 column bi.bi_plan.last_day
648b5e11 column bi.bi_plan.plan
f3ae79e1 column bi.bi_plan.plan_key
e897d808 column bi.bi_plan.scale
0622fcc9 column bi.bi_plan.source_document
c98cd8fd column bi.bi_plan.state
5ece31bd column bi.bi_plan.supersedes_plan_key
bebf5f45 column bi.bi_plan.title
710f3f80 column bi.bi_plan.version
bdb276e5 column bi.bi_progress.amber
b5268588 column bi.bi_progress.amber_green
a176da13 column bi.bi_progress.amber_red
eb410a7c column bi.bi_progress.complete
a1f599e4 column bi.bi_progress.green
f7683b57 column bi.bi_progress.is_latest
b26f6ddc column bi.bi_progress.overall_rating_key
b8a9e411 column bi.bi_progress.percent_complete
f3ae79e1 column bi.bi_progress.plan_key
f49c58a4 column bi.bi_progress.quarter_key
8266387a column bi.bi_progress.red
01c0660f column bi.bi_progress.scheduled
503e7090 column bi.bi_progress.total
d722c9e3 column bi.bi_progress.unrated
287a8891 column bi.bi_quarter.first_day
f2ded000 column bi.bi_quarter.fiscal_year
bf153361 column bi.bi_quarter.fiscal_year_start
bc6b2d16 column bi.bi_quarter.half
83b67060 column bi.bi_quarter.label
a8309736 column bi.bi_quarter.last_day
f49c58a4 column bi.bi_quarter.quarter_key
6202b378 column bi.bi_quarter.quarter_number
c11d7180 column bi.bi_rating.commentary
633aa85a column bi.bi_rating.corrective_action
f7683b57 column bi.bi_rating.is_latest
144dfdd1 column bi.bi_rating.item_key
662e80a8 column bi.bi_rating.movement
f3ae79e1 column bi.bi_rating.plan_key
4c7ca1d4 column bi.bi_rating.previous_rating_key
f49c58a4 column bi.bi_rating.quarter_key
8d61885f column bi.bi_rating.rating_key
23e83a87 column bi.bi_rating.raw
fbea4bf9 column bi.bi_rating.recorded_at
bdb276e5 column bi.bi_rollup.amber
b5268588 column bi.bi_rollup.amber_green
a176da13 column bi.bi_rollup.amber_red
eb410a7c column bi.bi_rollup.complete
a1f599e4 column bi.bi_rollup.green
52f2e5db column bi.bi_rollup.items_by_link
4761f7e6 column bi.bi_rollup.items_distinct
e0102e35 column bi.bi_rollup.node_key
b26f6ddc column bi.bi_rollup.overall_rating_key
b8a9e411 column bi.bi_rollup.percent_complete
f3ae79e1 column bi.bi_rollup.plan_key
8266387a column bi.bi_rollup.red
01c0660f column bi.bi_rollup.scheduled
d722c9e3 column bi.bi_rollup.unrated
5cadd5ba column bi.bi_scale.colour
959a3922 column bi.bi_scale.is_exception
69f981f6 column bi.bi_scale.is_live
83b67060 column bi.bi_scale.label
9c8868fc column bi.bi_scale.meaning
8d61885f column bi.bi_scale.rating_key
0b8874d7 column bi.bi_scale.severity
2911ec9b column bi.bi_scale.sort_order
8146d504 column bi.bi_unsafe_columns.column_name
1c0622ea column bi.bi_unsafe_columns.type_name
4d2e1f29 column bi.bi_unsafe_columns.view_name
ef53cef7 column bodies.body_id
015a0ee3 column bodies.name
8fbf5739 column body_aliases.alias
0dfe7ae8 column body_aliases.body_id
bdb276e5 column body_rating_report.amber
b5268588 column body_rating_report.amber_green
a176da13 column body_rating_report.amber_red
d5133ca5 column body_rating_report.body
d5133ca5 column body_rating_report.body_id
eb410a7c column body_rating_report.complete
a1f599e4 column body_rating_report.green
f7683b57 column body_rating_report.is_latest
55512dc0 column body_rating_report.overall
812470eb column body_rating_report.percent_complete
648b5e11 column body_rating_report.plan
ab9e740a column body_rating_report.plan_id
5b2dc4b4 column body_rating_report.quarter
8266387a column body_rating_report.red
eefc5038 column body_rating_report.role
01c0660f column body_rating_report.scheduled
1e6b9714 column body_rating_report.tally
503e7090 column body_rating_report.total
a4c6ca0b column body_rating_report.unrated
e9b35912 column consistency_report.current_due
4b122796 column consistency_report.finding
32eb6008 column consistency_report.item_id
648b5e11 column consistency_report.plan
ab9e740a column consistency_report.plan_id
5b2dc4b4 column consistency_report.quarter
9d14240a column consistency_report.rating
a958099c column consistency_report.ref
2a43d4a8 column consistency_report.start_date
bebf5f45 column consistency_report.title
e9c6eb89 column data_notes.cells
4b122796 column data_notes.finding
648b5e11 column data_notes.plan
ab9e740a column data_notes.plan_id
118ed311 column document_kinds.delimiter
2129b646 column document_kinds.kind
da067e3c column document_kinds.plan_id
544805be column document_kinds.quote
3abaf4ef column document_kinds.record
0af3db9b column document_kinds.title
c947ead6 column due_dates.due
ef53cef7 column due_dates.due_date_id
4872a078 column due_dates.import_id
32eb6008 column due_dates.item_id
b6851c17 column due_dates.milestone
9020e7f9 column due_dates.period
23e83a87 column due_dates.raw
f78910e8 column due_dates.reason
fbea4bf9 column due_dates.recorded_at
8f577166 column due_dates.recorded_by
a7991113 column due_dates.revision
f2f0ad36 column due_report.baseline_due
e36646eb column due_report.baseline_period
0bd3bb72 column due_report.baseline_raw
e9b35912 column due_report.current_due
f73afabe column due_report.current_period
95f95281 column due_report.current_raw
32eb6008 column due_report.item_id
b6851c17 column due_report.milestone
648b5e11 column due_report.plan
ab9e740a column due_report.plan_id
a958099c column due_report.ref
1ca7663d column due_report.revisions
bebf5f45 column due_report.title
c11d7180 column exceptions_report.commentary
633aa85a column exceptions_report.corrective_action
e9b35912 column exceptions_report.current_due
32eb6008 column exceptions_report.item_id
a4369dbd column exceptions_report.movement
8b9aa3b2 column exceptions_report.nodes
14d4b5af column exceptions_report.officers
648b5e11 column exceptions_report.plan
ab9e740a column exceptions_report.plan_id
11f40f1c column exceptions_report.previous_rating
5b2dc4b4 column exceptions_report.quarter
9d14240a column exceptions_report.rating
05401984 column exceptions_report.rating_label
9c8868fc column exceptions_report.rating_meaning
a958099c column exceptions_report.ref
bebf5f45 column exceptions_report.title
aba806a2 column import_cells.changed
44f838c9 column import_cells.import_id
1f7eb7a4 column import_cells.item_id
ce32f200 column import_cells.line
4a6134f6 column import_cells.period
1b044f45 column import_cells.position
19fb9039 column import_cells.qualifier
f8059971 column import_cells.rating
23e83a87 column import_cells.raw
25639706 column import_cells.readable
5bb0e5d6 column import_cells.target
122fd92f column import_cells.value
6c7ad1da column import_errors.column_name
ef53cef7 column import_errors.error_number
828187ae column import_errors.hint
44f838c9 column import_errors.import_id
ce32f200 column import_errors.line
74f60acf column import_errors.reason
23e83a87 column import_errors.value
f1899cf6 column import_mappings.blank_words
b10aa7fd column import_mappings.kind
a1403a6c column import_mappings.position
8a03d2fa column import_mappings.qualifier
1f8405c6 column import_mappings.source
bff5fdcc column import_mappings.split
c12d721a column import_mappings.target
a8e5f6ac column import_report.column_name
0a336377 column import_report.file_name
828187ae column import_report.hint
44f838c9 column import_report.import_id
b10aa7fd column import_report.kind
a94fb146 column import_report.line
74f60acf column import_report.reason
5d6beaf4 column import_report.recorded_at
a9cc3f0e column import_report.recorded_by
798bdfde column import_report.rows_loaded
31086cd5 column import_report.rows_read
89820ef0 column import_report.rows_refused
b18e0384 column import_report.rows_unchanged
23e83a87 column import_report.value
973bee2b column import_rows.cells
44f838c9 column import_rows.import_id
dd5895d7 column import_rows.line
fef33499 column import_rows.outcome
44f838c9 column import_ties.import_id
a5c7d7b4 column import_ties.is_new
ce32f200 column import_ties.line
f647fb2c column import_ties.object_id
1b044f45 column import_ties.position
23e83a87 column import_ties.raw
19fb9039 column import_ties.role
b807ff36 column import_ties.subject_id
a7eae86b column import_ties.succeeds
64b2de82 column import_ties.valid_from
38e4a444 column import_ties.valid_to
6af6b84b column imports.delimiter
0a336377 column imports.file_name
de5538c5 column imports.headings
ef53cef7 column imports.import_id
b10aa7fd column imports.kind
50ce9ab6 column imports.on_bad
ea4bece8 column imports.recorded_at
a9cc3f0e column imports.recorded_by
798bdfde column imports.rows_loaded
5ea8c5c6 column imports.rows_read
9538fb8b column imports.rows_refused
b18e0384 column imports.rows_unchanged
32eb6008 column item_attributes.item_id
23c11d5b column item_attributes.name
23e83a87 column item_attributes.value
8b613093 column item_bodies.body_id
4872a078 column item_bodies.import_id
32eb6008 column item_bodies.item_id
712cfad9 column item_bodies.raw
37e287b5 column item_bodies.role
287a8891 column item_bodies.valid_from
a8309736 column item_bodies.valid_to
f2f0ad36 column item_dates.baseline_due
e36646eb column item_dates.baseline_period
0bd3bb72 column item_dates.baseline_raw
e9b35912 column item_dates.current_due
f73afabe column item_dates.current_period
95f95281 column item_dates.current_raw
32eb6008 column item_dates.item_id
b6851c17 column item_dates.milestone
f27d6fa8 column item_dates.reason
1ca7663d column item_dates.revisions
32eb6008 column item_node_links.item_id
ada5d89e column item_node_links.node_id
4872a078 column item_officers.import_id
32eb6008 column item_officers.item_id
763c6456 column item_officers.officer_id
712cfad9 column item_officers.raw
c5badf25 column item_officers.role
287a8891 column item_officers.valid_from
a8309736 column item_officers.valid_to
c11d7180 column item_quarters.commentary
633aa85a column item_quarters.corrective_action
f7683b57 column item_quarters.is_latest
32eb6008 column item_quarters.item_id
a4369dbd column item_quarters.movement
ab9e740a column item_quarters.plan_id
e3ad65f4 column item_quarters.previous_quarter
11f40f1c column item_quarters.previous_rating
5b2dc4b4 column item_quarters.quarter
9d14240a column item_quarters.rating
fbea4bf9 column item_quarters.recorded_at
9b908975 column items.code
ef53cef7 column items.item_id
67a472fc column items.level
b8e64464 column items.plan_id
04456b0b column items.ref
2455b952 column items.state
ea802014 column items.state_reason
dc88d5e7 column items.state_since
bebf5f45 column items.title
32eb6008 column latest_ratings.item_id
ab9e740a column latest_ratings.plan_id
5b2dc4b4 column latest_ratings.quarter
9d14240a column latest_ratings.rating
495aec38 column legends.colour
c1e8f4c8 column legends.label
e212433f column legends.plan_id
159a0b97 column legends.rating
5ce0e9dd column legends.word
ff621b67 column levels.holds
06571e4b column levels.label
67cbaa2d column levels.level
ebb3cb73 column links.basis
9c029b94 column links.from_item_id
f3111979 column links.from_node_id
4872a078 column links.import_id
ef53cef7 column links.link_id
b2456dc6 column links.relation
2290e4ed column links.source_document
92d1af9f column links.to_item_id
78f00267 column links.to_node_id
e4884fb4 column links.valid_from
6ee3d7cb column links.valid_to
5b7d5157 column measure_values.actual
718ba704 column measure_values.amber
9b3adae1 column measure_values.measure_id
d1df56f7 column measure_values.quarter
fbea4bf9 column measure_values.recorded_at
8f577166 column measure_values.recorded_by
2bf2dbac column measure_values.target
009eb98c column measures.influence
ef53cef7 column measures.measure_id
8f1c1467 column measures.node_id
e212433f column measures.plan_id
3a8f7f62 column measures.polarity
38d1a72a column measures.ref
3944225c column measures.tier
bebf5f45 column measures.title
c9e01736 column measures.unit
1cbe6708 column money_lines.amount
bf153361 column money_lines.fiscal_year_start
f2ead716 column money_lines.item_id
ef53cef7 column money_lines.money_line_id
8030fca2 column money_lines.node_id
e212433f column money_lines.plan_id
5a41fada column money_lines.purpose
fbea4bf9 column money_lines.recorded_at
8f577166 column money_lines.recorded_by
fae1949d column money_lines.ref
2aa75db7 column money_lines.standing
bebf5f45 column money_lines.title
f47d6eac column movement_report.items
a4369dbd column movement_report.movement
648b5e11 column movement_report.plan
ab9e740a column movement_report.plan_id
e3ad65f4 column movement_report.previous_quarter
11f40f1c column movement_report.previous_rating
5b2dc4b4 column movement_report.quarter
9d14240a column movement_report.rating
bdab9ba1 column node_links.child_node_id
995386ff column node_links.parent_node_id
bdb276e5 column node_rating_report.amber
b5268588 column node_rating_report.amber_green
a176da13 column node_rating_report.amber_red
eb410a7c column node_rating_report.complete
a1f599e4 column node_rating_report.green
f7683b57 column node_rating_report.is_latest
9d2a0bc0 column node_rating_report.level
ada5d89e column node_rating_report.node_id
55512dc0 column node_rating_report.overall
812470eb column node_rating_report.percent_complete
648b5e11 column node_rating_report.plan
ab9e740a column node_rating_report.plan_id
5b2dc4b4 column node_rating_report.quarter
8266387a column node_rating_report.red
a958099c column node_rating_report.ref
01c0660f column node_rating_report.scheduled
1e6b9714 column node_rating_report.tally
bebf5f45 column node_rating_report.title
503e7090 column node_rating_report.total
a4c6ca0b column node_rating_report.unrated
9b908975 column nodes.code
6cf0b5dd column nodes.level
ef53cef7 column nodes.node_id
d66330ad column nodes.plan_id
f3ad0013 column nodes.ref
8de64d65 column nodes.title
8fbf5739 column officer_aliases.alias
ba33cbc2 column officer_aliases.officer_id
bdb276e5 column officer_rating_report.amber
b5268588 column officer_rating_report.amber_green
a176da13 column officer_rating_report.amber_red
eb410a7c column officer_rating_report.complete
a1f599e4 column officer_rating_report.green
f7683b57 column officer_rating_report.is_latest
9107adb2 column officer_rating_report.officer
9107adb2 column officer_rating_report.officer_id
55512dc0 column officer_rating_report.overall
812470eb column officer_rating_report.percent_complete
648b5e11 column officer_rating_report.plan
ab9e740a column officer_rating_report.plan_id
5b2dc4b4 column officer_rating_report.quarter
8266387a column officer_rating_report.red
eefc5038 column officer_rating_report.role
01c0660f column officer_rating_report.scheduled
1e6b9714 column officer_rating_report.tally
503e7090 column officer_rating_report.total
a4c6ca0b column officer_rating_report.unrated
1e0fd694 column officers.name
ef53cef7 column officers.officer_id
f2f0ad36 column overdue_report.baseline_due
e9b35912 column overdue_report.current_due
e30ebb60 column overdue_report.days_overdue
32eb6008 column overdue_report.item_id
c3f46fc5 column overdue_report.months_overdue
14d4b5af column overdue_report.officers
648b5e11 column overdue_report.plan
ab9e740a column overdue_report.plan_id
5b2dc4b4 column overdue_report.quarter
9d14240a column overdue_report.rating
a958099c column overdue_report.ref
bebf5f45 column overdue_report.title
a4c6ca0b column overdue_report.unrated
78fe0294 column plan_legends.colour
c1e8f4c8 column plan_legends.label
ab9e740a column plan_legends.plan_id
9d14240a column plan_legends.rating
648b5e11 column plan_names.plan
ab9e740a column plan_names.plan_id
f7683b57 column plan_quarters.is_latest
ab9e740a column plan_quarters.plan_id
e3ad65f4 column plan_quarters.previous_quarter
5b2dc4b4 column plan_quarters.quarter
0ba4efb0 column plans.has_scheduled
74db4306 column plans.period
ef53cef7 column plans.plan_id
a4d44f8b column plans.scale
1591a09a column plans.source_document
19098912 column plans.state
5ece31bd column plans.supersedes_plan_id
6638cded column plans.title
0a1435a0 column plans.version
57e1ea17 column profile_report.active_complete
a8b309b8 column profile_report.active_items
9102448b column profile_report.due_complete
79fe866d column profile_report.due_items
648b5e11 column profile_report.plan
ab9e740a column profile_report.plan_id
5b2dc4b4 column profile_report.quarter
bdb276e5 column progress_report.amber
b5268588 column progress_report.amber_green
a176da13 column progress_report.amber_red
eb410a7c column progress_report.complete
a1f599e4 column progress_report.green
f7683b57 column progress_report.is_latest
55512dc0 column progress_report.overall
812470eb column progress_report.percent_complete
648b5e11 column progress_report.plan
ab9e740a column progress_report.plan_id
5b2dc4b4 column progress_report.quarter
8266387a column progress_report.red
01c0660f column progress_report.scheduled
1e6b9714 column progress_report.tally
503e7090 column progress_report.total
a4c6ca0b column progress_report.unrated
c11d7180 column quarter_ratings.commentary
633aa85a column quarter_ratings.corrective_action
32eb6008 column quarter_ratings.item_id
15c20180 column quarter_ratings.period_end
b9775246 column quarter_ratings.period_start
ab9e740a column quarter_ratings.plan_id
5b2dc4b4 column quarter_ratings.quarter
9d14240a column quarter_ratings.rating
23e83a87 column quarter_ratings.raw
fbea4bf9 column quarter_ratings.recorded_at
c11d7180 column rating_report.commentary
633aa85a column rating_report.corrective_action
f7683b57 column rating_report.is_latest
32eb6008 column rating_report.item_id
9d2a0bc0 column rating_report.level
a4369dbd column rating_report.movement
648b5e11 column rating_report.plan
ab9e740a column rating_report.plan_id
e3ad65f4 column rating_report.previous_quarter
11f40f1c column rating_report.previous_rating
5b2dc4b4 column rating_report.quarter
9d14240a column rating_report.rating
05401984 column rating_report.rating_label
a958099c column rating_report.ref
bebf5f45 column rating_report.title
3b390fed column ratings.commentary
633aa85a column ratings.corrective_action
4872a078 column ratings.import_id
32eb6008 column ratings.item_id
15c20180 column ratings.period_end
deb715d4 column ratings.period_start
c557fc59 column ratings.quarter
9d14240a column ratings.rating
0573cd0c column ratings.rating_id
58c47da0 column ratings.raw
fbea4bf9 column ratings.recorded_at
8f577166 column ratings.recorded_by
9f033348 column reference_ends.item_id
65d53355 column reference_ends.kind
f116af08 column reference_ends.node_id
a958099c column reference_ends.ref
0b19e160 column reference_kinds.create_missing
65d53355 column reference_kinds.kind
888de4b4 column reference_kinds.level
8a7e8fd8 column reference_kinds.plan_id
b3de8df0 column register_settings.created_at
ded227b4 column register_settings.fiscal_start_month
a64d5a90 column register_settings.layout_version
d13feba8 column register_settings.singleton
3ae58067 column relations.child_end
23f3afe7 column relations.description
8cbf208b column relations.relation
0416ee5f column relations.rolls_up
aa01c274 column rollup_report.by_link
34107307 column rollup_report.distinct_items
98fa4d3f column rollup_report.items_by_link
4bcad600 column rollup_report.items_distinct
9d2a0bc0 column rollup_report.level
ada5d89e column rollup_report.node_id
55512dc0 column rollup_report.overall
812470eb column rollup_report.percent_complete
648b5e11 column rollup_report.plan
ab9e740a column rollup_report.plan_id
a958099c column rollup_report.ref
bebf5f45 column rollup_report.title
f2f0ad36 column slippage_report.baseline_due
0bd3bb72 column slippage_report.baseline_raw
e9b35912 column slippage_report.current_due
95f95281 column slippage_report.current_raw
32eb6008 column slippage_report.item_id
648b5e11 column slippage_report.plan
ab9e740a column slippage_report.plan_id
9d14240a column slippage_report.rating
f27d6fa8 column slippage_report.reason
a958099c column slippage_report.ref
1ca7663d column slippage_report.revisions
dc5bfecf column slippage_report.slippage_days
f9991db7 column slippage_report.slippage_months
bebf5f45 column slippage_report.title
9d2a0bc0 column uncovered_nodes.level
ada5d89e column uncovered_nodes.node_id
648b5e11 column uncovered_nodes.plan
ab9e740a column uncovered_nodes.plan_id
a958099c column uncovered_nodes.ref
bebf5f45 column uncovered_nodes.title
32eb6008 column unlinked_items.item_id
9d2a0bc0 column unlinked_items.level
648b5e11 column unlinked_items.plan
ab9e740a column unlinked_items.plan_id
a958099c column unlinked_items.ref
bebf5f45 column unlinked_items.title
40be9142 function check_quarter()
807a534f function checked_quarter(quarter)
a683ad61 function consistency_report(date)
31801961 function exceptions_report(quarter, date)
718eacb7 function find_nodes(int8, text, text)
c33e8918 function fiscal_start_month()
a9d80aac function import_add_parties(imports, text, text)
fd307430 function import_check(imports, document_kinds)
0d8a54cb function import_check_baselines(imports, document_kinds)
dbea4245 function import_check_headings(text, _text)
39571027 function import_check_links(imports)
338e516d function import_check_mappings(document_kinds)
b581e2a0 function import_check_names(imports)
568c216b function import_check_node_links(imports, document_kinds)
754419e9 function import_column(text, int4)
660aa068 function import_document(text, text, text, text, timestamptz)
795fc730 function import_effective_on(imports)
c627470f function import_finish(imports)
53e72441 function import_link_rows(imports)
5e8dd164 function import_load(imports, document_kinds)
ee866c55 function import_load_due_dates(imports)
29337584 function import_load_items(imports, document_kinds)
38b0abb5 function import_load_links(imports)
e0988a97 function import_load_node_links(imports, document_kinds)
4c69beeb function import_load_nodes(imports, document_kinds)
8037ae03 function import_load_parties(imports, text, text)
8c1c880f function import_load_ratings(imports)
d8c72e11 function import_mapping_problems(document_kinds)
561be2dc function import_names(text, text)
835a6a7b function import_new_revisions(_daterange, _daterange)
99fca728 function import_problem(text, text)
74a932df function import_read_periods(imports)
80e328c8 function import_read_ratings(imports, document_kinds)
ed427f93 function import_refuse_unreadable(imports)
eee368ad function import_source_sql(text, _text)
637dc145 function import_stage(imports, text, text)
53926879 function import_words(imports, int8, text)
5de2431d function import_write_links(imports, document_kinds, text)
7e467ab5 function item_details(date)
27d66326 function latest_ratings(date)
ff5a9d34 function legend_word(text)
64b09e41 function normal_name(text)
a8fcb6b6 function overdue_report(date)
d6807777 function ratings_as_known(timestamptz)
70a7df6f function refuse_change()
1d48f090 function rollup_item_links(date)
5306ef30 function rollup_node_links(date)
43cad95f function rollup_report(quarter, date, _int8)
d6ee7af3 function source_headings(text)
3f0565fa function trim_cell(text)
- sequence bodies_body_id_seq
- sequence due_dates_due_date_id_seq
- sequence import_errors_error_number_seq
- sequence imports_import_id_seq
- sequence items_item_id_seq
- sequence links_link_id_seq
- sequence measures_measure_id_seq
- sequence money_lines_money_line_id_seq
- sequence nodes_node_id_seq
- sequence officers_officer_id_seq
- sequence plans_plan_id_seq
- sequence ratings_rating_id_seq
806c61bf table bodies
f802962b table body_aliases
1eb8b993 table document_kinds
0db892d2 table due_dates
a86f80f9 table import_cells
2aedd7aa table import_errors
1493a4d9 table import_mappings
2be40889 table import_rows
3fa1208a table import_ties
70032a43 table imports
49448114 table item_attributes
234fb9de table item_bodies
3fcaef0f table item_officers
b5713583 table items
bb7b36d0 table legends
97a11ee0 table levels
5cb5860c table links
c95bf2e3 table measure_values
d53296ba table measures
c792f293 table money_lines
1f284faf table nodes
d8e1e403 table officer_aliases
bd576529 table officers
380715e9 table plans
ac10fdbe table ratings
4221cedb table reference_kinds
cbc81f84 table register_settings
4726d55f table relations
5062f9ae trigger due_dates_append_only on due_dates
ce30b77c trigger measure_values_check_quarter on measure_values
11638b84 trigger ratings_append_only on ratings
ce30b77c trigger ratings_check_quarter on ratings
da80a3b0 view bi.bi_body
83a1da77 view bi.bi_due
7684ac66 view bi.bi_item
946e03af view bi.bi_item_body
42bcd16e view bi.bi_item_officer
76fc4f9e view bi.bi_link
a8126833 view bi.bi_node
0673068a view bi.bi_officer
14c8b005 view bi.bi_plan
bd004650 view bi.bi_progress
932317f2 view bi.bi_quarter
b51e79e1 view bi.bi_rating
2b2ee7a3 view bi.bi_rollup
5730497e view bi.bi_scale
73f657cf view bi.bi_unsafe_columns
522b1f55 view body_rating_report
e24bf1b6 view consistency_report
fbf7f3f4 view data_notes
ff2e6c0b view due_report
10a350bc view exceptions_report
f7957351 view import_report
639aa886 view item_dates
8a6380be view item_node_links
09c3b945 view item_quarters
ff8117c0 view latest_ratings
8a103bd4 view movement_report
2e81bf8b view node_links
2ad28223 view node_rating_report
45c378d9 view officer_rating_report
8a78cb5e view overdue_report
d082c581 view plan_legends
900f7b44 view plan_names
688dde00 view plan_quarters
b24d1229 view profile_report
d370eb9d view progress_report
472b7c20 view quarter_ratings
6225b4bd view rating_report
f751d8f4 view reference_ends
6d478d33 view rollup_report
dcf36dca view slippage_report
b3e94f6a view uncovered_nodes
1e083738 view unlinked_items
$list$), ('0.4.0', true, $list$
a29693c8 column audit_log.acting_role
8273739b column audit_log.at
ef53cef7 column audit_log.audit_id
aa45a00b column audit_log.first_key
9d9cc8de column audit_log.last_key
3c670a92 column audit_log.operation
44c324c9 column audit_log.row_count
f74c8819 column audit_log.session_role
fe8e9b24 column audit_log.table_name
3b7cc361 column audit_log.transaction_number
a29693c8 column audit_report.acting_role
8273739b column audit_report.at
36481bef column audit_report.audit_id
90edb9c6 column audit_report.first_key
fa933756 column audit_report.key
87f11d9b column audit_report.last_key
73531f8f column audit_report.new_values
3aeed1b3 column audit_report.old_values
3c670a92 column audit_report.operation
22258c98 column audit_report.row_count
5b5eae17 column audit_report.row_number
f74c8819 column audit_report.session_role
fe8e9b24 column audit_report.table_name
36481bef column audit_rows.audit_id
825751dd column audit_rows.key
01d3b39f column audit_rows.new_values
66fb499d column audit_rows.old_values
cc675fe6 column audit_rows.row_number
9b3adae1 column benchmark_league.measure_id
67cd8880 column benchmark_league.organisation
67cd8880 column benchmark_league.organisation_id
ff1107cc column benchmark_league.peer_group
ff1107cc column benchmark_league.peer_group_id
fab7eff4 column benchmark_league.plan_id
4d67761e column benchmark_league.quarter
47596e5f column benchmark_league.rank
f1e9605d column benchmark_league.ranked
a958099c column benchmark_league.ref
a66c39a3 column benchmark_league.value
e9d648bb column benchmark_report.actual
9050f733 column benchmark_report.against_median
680b2d09 column benchmark_report.best
ffc8c40f column benchmark_report.gap_to_median
9b3adae1 column benchmark_report.measure_id
c12c3f2e column benchmark_report.median
ff1107cc column benchmark_report.peer_group
ff1107cc column benchmark_report.peer_group_id
10fc0b50 column benchmark_report.peers
80e5c813 column benchmark_report.peers_missing
f81ca321 column benchmark_report.peers_with_value
648b5e11 column benchmark_report.plan
fab7eff4 column benchmark_report.plan_id
3a8f7f62 column benchmark_report.polarity
4d67761e column benchmark_report.quarter
37f33148 column benchmark_report.quartile
47596e5f column benchmark_report.rank
f1e9605d column benchmark_report.ranked
a958099c column benchmark_report.ref
bebf5f45 column benchmark_report.title
baef82ab column benchmark_report.worst
e9d648bb column bi.bi_benchmark.actual
9050f733 column bi.bi_benchmark.against_median
680b2d09 column bi.bi_benchmark.best
ffc8c40f column bi.bi_benchmark.gap_to_median
d1053aed column bi.bi_benchmark.measure_key
c12c3f2e column bi.bi_benchmark.median
c5d01b83 column bi.bi_benchmark.peer_group_key
10fc0b50 column bi.bi_benchmark.peers
80e5c813 column bi.bi_benchmark.peers_missing
f81ca321 column bi.bi_benchmark.peers_with_value
a4f8c2e8 column bi.bi_benchmark.plan_key
f49c58a4 column bi.bi_benchmark.quarter_key
37f33148 column bi.bi_benchmark.quartile
47596e5f column bi.bi_benchmark.rank
f1e9605d column bi.bi_benchmark.ranked
baef82ab column bi.bi_benchmark.worst
e628d8c8 column bi.bi_body.body
37c03318 column bi.bi_body.body_key
144dfdd1 column bi.bi_carry_forward.item_key
7e593489 column bi.bi_carry_forward.kind
731fcecb column bi.bi_carry_forward.new_item_key
1e78de89 column bi.bi_carry_forward.reason
e2d0c9af column bi.bi_carry_forward.recorded_at
8f577166 column bi.bi_carry_forward.recorded_by
e032307c column bi.bi_carry_forward.since
fb73e673 column bi.bi_dependency.awaited_event
bc413fcb column bi.bi_dependency.awaited_item_key
91dbcfef column bi.bi_dependency.awaited_node_key
ef53cef7 column bi.bi_dependency.dependency_key
d4f76073 column bi.bi_dependency.expected_on
f2fa4a3b column bi.bi_dependency.item_key
1e78de89 column bi.bi_dependency.reason
2633a58e column bi.bi_dependency.since
25d29ee3 column bi.bi_dependency.state
38466282 column bi.bi_due.due
287a8891 column bi.bi_due.first_day
be4055d7 column bi.bi_due.is_baseline
b5277fcc column bi.bi_due.is_current
144dfdd1 column bi.bi_due.item_key
b6851c17 column bi.bi_due.milestone
f3ae79e1 column bi.bi_due.plan_key
f49c58a4 column bi.bi_due.quarter_key
23e83a87 column bi.bi_due.raw
2524d2ec column bi.bi_due.reason
fbea4bf9 column bi.bi_due.recorded_at
2f6c5219 column bi.bi_due.revision
239683ce column bi.bi_item.baseline_due
1a970fd6 column bi.bi_item.current_due
a1f1b2fd column bi.bi_item.is_active
144dfdd1 column bi.bi_item.item_key
9d2a0bc0 column bi.bi_item.level
3634e6d7 column bi.bi_item.level_label
f3ae79e1 column bi.bi_item.plan_key
f49c58a4 column bi.bi_item.quarter_key
8d61885f column bi.bi_item.rating_key
a958099c column bi.bi_item.ref
200d49c7 column bi.bi_item.slippage_months
2911ec9b column bi.bi_item.sort_order
c98cd8fd column bi.bi_item.state
ea802014 column bi.bi_item.state_reason
474ae52d column bi.bi_item.state_since
bebf5f45 column bi.bi_item.title
37c03318 column bi.bi_item_body.body_key
b5277fcc column bi.bi_item_body.is_current
144dfdd1 column bi.bi_item_body.item_key
ec5fae6b column bi.bi_item_body.role
9a7b0b6a column bi.bi_item_body.valid_from
66f66d5b column bi.bi_item_body.valid_to
b5277fcc column bi.bi_item_officer.is_current
144dfdd1 column bi.bi_item_officer.item_key
7c55c64c column bi.bi_item_officer.officer_key
ec5fae6b column bi.bi_item_officer.role
9a7b0b6a column bi.bi_item_officer.valid_from
66f66d5b column bi.bi_item_officer.valid_to
a09baeb6 column bi.bi_item_state.is_current
144dfdd1 column bi.bi_item_state.item_key
ef53cef7 column bi.bi_item_state.item_state_key
e2d0c9af column bi.bi_item_state.recorded_at
8f577166 column bi.bi_item_state.recorded_by
c98cd8fd column bi.bi_item_state.state
ea802014 column bi.bi_item_state.state_reason
474ae52d column bi.bi_item_state.state_since
ebb3cb73 column bi.bi_link.basis
4b8e4982 column bi.bi_link.child_node_key
b5277fcc column bi.bi_link.is_current
144dfdd1 column bi.bi_link.item_key
ef53cef7 column bi.bi_link.link_key
e0102e35 column bi.bi_link.node_key
a7669335 column bi.bi_link.parent_item_key
b2456dc6 column bi.bi_link.relation
f050c51c column bi.bi_link.rolls_up
0622fcc9 column bi.bi_link.source_document
9a7b0b6a column bi.bi_link.valid_from
66f66d5b column bi.bi_link.valid_to
47e3e5b3 column bi.bi_measure.decimals
5fcc686a column bi.bi_measure.frequency
009eb98c column bi.bi_measure.influence
d1053aed column bi.bi_measure.measure_key
a4f8c2e8 column bi.bi_measure.plan_key
3a8f7f62 column bi.bi_measure.polarity
a958099c column bi.bi_measure.ref
33b2acf4 column bi.bi_measure.retired_on
3944225c column bi.bi_measure.tier
bebf5f45 column bi.bi_measure.title
64a8c481 column bi.bi_measure.tolerance
c9e01736 column bi.bi_measure.unit
d1053aed column bi.bi_measure_node.measure_key
e0102e35 column bi.bi_measure_node.node_key
e9d648bb column bi.bi_measure_value.actual
79a26ae8 column bi.bi_measure_value.change
40d5998f column bi.bi_measure_value.change_on_year
dbcea184 column bi.bi_measure_value.direction
9df2aa71 column bi.bi_measure_value.direction_on_year
ffb0058c column bi.bi_measure_value.high
af4519f4 column bi.bi_measure_value.is_latest
39188325 column bi.bi_measure_value.low
d1053aed column bi.bi_measure_value.measure_key
a4f8c2e8 column bi.bi_measure_value.plan_key
85adef2d column bi.bi_measure_value.previous_actual
f49c58a4 column bi.bi_measure_value.quarter_key
8d61885f column bi.bi_measure_value.rating_key
fbea4bf9 column bi.bi_measure_value.recorded_at
c6f1dd51 column bi.bi_measure_value.target
85b2dfd5 column bi.bi_measure_value.tolerance_amount
e4f08488 column bi.bi_measure_value.worsening_run
2b91115f column bi.bi_measure_value.year_ago_actual
6c0aaa95 column bi.bi_money.achieved
e4505756 column bi.bi_money.at_risk
a979ac38 column bi.bi_money.basis
836ba9c7 column bi.bi_money.fiscal_year_start
949f4896 column bi.bi_money.gap
989b494d column bi.bi_money.item_key
b0db9502 column bi.bi_money.mtfs_ref
6ffc1efd column bi.bi_money.node_key
a295265a column bi.bi_money.period
a4f8c2e8 column bi.bi_money.plan_key
5a41fada column bi.bi_money.purpose
fbea4bf9 column bi.bi_money.recorded_at
a9db22a1 column bi.bi_money.ref
c6f1dd51 column bi.bi_money.target
bebf5f45 column bi.bi_money.title
be56ec02 column bi.bi_money.years
9d2a0bc0 column bi.bi_node.level
3634e6d7 column bi.bi_node.level_label
e0102e35 column bi.bi_node.node_key
f3ae79e1 column bi.bi_node.plan_key
a958099c column bi.bi_node.ref
2911ec9b column bi.bi_node.sort_order
bebf5f45 column bi.bi_node.title
1e0fd694 column bi.bi_officer.officer
7c55c64c column bi.bi_officer.officer_key
ff1107cc column bi.bi_peer_group.peer_group
c5d01b83 column bi.bi_peer_group.peer_group_key
57722114 column bi.bi_peer_group.source
287a8891 column bi.bi_plan.first_day
a8309736 column bi.bi_plan.last_day
648b5e11 column bi.bi_plan.plan
f3ae79e1 column bi.bi_plan.plan_key
e897d808 column bi.bi_plan.scale
0622fcc9 column bi.bi_plan.source_document
c98cd8fd column bi.bi_plan.state
5ece31bd column bi.bi_plan.supersedes_plan_key
bebf5f45 column bi.bi_plan.title
710f3f80 column bi.bi_plan.version
bdb276e5 column bi.bi_progress.amber
b5268588 column bi.bi_progress.amber_green
a176da13 column bi.bi_progress.amber_red
eb410a7c column bi.bi_progress.complete
a1f599e4 column bi.bi_progress.green
f7683b57 column bi.bi_progress.is_latest
b26f6ddc column bi.bi_progress.overall_rating_key
b8a9e411 column bi.bi_progress.percent_complete
f3ae79e1 column bi.bi_progress.plan_key
f49c58a4 column bi.bi_progress.quarter_key
8266387a column bi.bi_progress.red
01c0660f column bi.bi_progress.scheduled
503e7090 column bi.bi_progress.total
d722c9e3 column bi.bi_progress.unrated
068d4997 column bi.bi_publication.edition
3787f179 column bi.bi_publication.is_last_edition
29745d58 column bi.bi_publication.note
a4f8c2e8 column bi.bi_publication.plan_key
98a605df column bi.bi_publication.publication_key
ea350235 column bi.bi_publication.published_at
1e9d199e column bi.bi_publication.published_by
f49c58a4 column bi.bi_publication.quarter_key
2f2924cc column bi.bi_published_item.baseline_due
c11d7180 column bi.bi_published_item.commentary
633aa85a column bi.bi_published_item.corrective_action
e9b35912 column bi.bi_published_item.current_due
144dfdd1 column bi.bi_published_item.item_key
9d2a0bc0 column bi.bi_published_item.level
b9e34337 column bi.bi_published_item.movement
d40e8e74 column bi.bi_published_item.previous_rating_key
98a605df column bi.bi_published_item.publication_key
8d61885f column bi.bi_published_item.rating_key
a958099c column bi.bi_published_item.ref
1ca7663d column bi.bi_published_item.revisions
c98cd8fd column bi.bi_published_item.state
bebf5f45 column bi.bi_published_item.title
bdb276e5 column bi.bi_published_node.amber
b5268588 column bi.bi_published_node.amber_green
a176da13 column bi.bi_published_node.amber_red
eb410a7c column bi.bi_published_node.complete
a1f599e4 column bi.bi_published_node.green
d843ab9e column bi.bi_published_node.items_by_link
4761f7e6 column bi.bi_published_node.items_distinct
9d2a0bc0 column bi.bi_published_node.level
e0102e35 column bi.bi_published_node.node_key
b26f6ddc column bi.bi_published_node.overall_rating_key
2a3fbcbc column bi.bi_published_node.percent_complete
98a605df column bi.bi_published_node.publication_key
8266387a column bi.bi_published_node.red
a958099c column bi.bi_published_node.ref
01c0660f column bi.bi_published_node.scheduled
bebf5f45 column bi.bi_published_node.title
d722c9e3 column bi.bi_published_node.unrated
287a8891 column bi.bi_quarter.first_day
f2ded000 column bi.bi_quarter.fiscal_year
bf153361 column bi.bi_quarter.fiscal_year_start
bc6b2d16 column bi.bi_quarter.half
83b67060 column bi.bi_quarter.label
a8309736 column bi.bi_quarter.last_day
f49c58a4 column bi.bi_quarter.quarter_key
6202b378 column bi.bi_quarter.quarter_number
c11d7180 column bi.bi_rating.commentary
633aa85a column bi.bi_rating.corrective_action
f7683b57 column bi.bi_rating.is_latest
144dfdd1 column bi.bi_rating.item_key
662e80a8 column bi.bi_rating.movement
f3ae79e1 column bi.bi_rating.plan_key
4c7ca1d4 column bi.bi_rating.previous_rating_key
f49c58a4 column bi.bi_rating.quarter_key
8d61885f column bi.bi_rating.rating_key
23e83a87 column bi.bi_rating.raw
fbea4bf9 column bi.bi_rating.recorded_at
cea4bf4e column bi.bi_restatement.current_value
b8d3ed85 column bi.bi_restatement.figure
144dfdd1 column bi.bi_restatement.item_key
a4f8c2e8 column bi.bi_restatement.plan_key
98a605df column bi.bi_restatement.publication_key
c7ee920a column bi.bi_restatement.published_value
f49c58a4 column bi.bi_restatement.quarter_key
216af508 column bi.bi_risk.closed_on
e8a13d1e column bi.bi_risk.impact
d3f0eebf column bi.bi_risk.is_strategic
5a90f182 column bi.bi_risk.kind
e8a13d1e column bi.bi_risk.likelihood
64afa99c column bi.bi_risk.opened_on
69dd72c3 column bi.bi_risk.ref
ef53cef7 column bi.bi_risk.risk_key
9b44c0b5 column bi.bi_risk.score
44d2bacf column bi.bi_risk.scored_on
9b3ee254 column bi.bi_risk.target_score
bebf5f45 column bi.bi_risk.title
bdb276e5 column bi.bi_rollup.amber
b5268588 column bi.bi_rollup.amber_green
a176da13 column bi.bi_rollup.amber_red
eb410a7c column bi.bi_rollup.complete
a1f599e4 column bi.bi_rollup.green
52f2e5db column bi.bi_rollup.items_by_link
4761f7e6 column bi.bi_rollup.items_distinct
e0102e35 column bi.bi_rollup.node_key
b26f6ddc column bi.bi_rollup.overall_rating_key
b8a9e411 column bi.bi_rollup.percent_complete
f3ae79e1 column bi.bi_rollup.plan_key
8266387a column bi.bi_rollup.red
01c0660f column bi.bi_rollup.scheduled
d722c9e3 column bi.bi_rollup.unrated
5cadd5ba column bi.bi_scale.colour
959a3922 column bi.bi_scale.is_exception
69f981f6 column bi.bi_scale.is_live
83b67060 column bi.bi_scale.label
9c8868fc column bi.bi_scale.meaning
8d61885f column bi.bi_scale.rating_key
0b8874d7 column bi.bi_scale.severity
2911ec9b column bi.bi_scale.sort_order
8146d504 column bi.bi_unsafe_columns.column_name
1c0622ea column bi.bi_unsafe_columns.type_name
4d2e1f29 column bi.bi_unsafe_columns.view_name
c32d39d0 column blocked_items.blocking_item_id
91d076ec column blocked_items.days_open
7c52b605 column blocked_items.dependency_id
d4f76073 column blocked_items.expected_on
cdf57e72 column blocked_items.in_cycle
6ef47710 column blocked_items.is_direct
135cbad6 column blocked_items.is_root
32eb6008 column blocked_items.item_id
45a10a53 column blocked_items.open_since
648b5e11 column blocked_items.plan
e212433f column blocked_items.plan_id
8243849a column blocked_items.rating
1e78de89 column blocked_items.reason
69dd72c3 column blocked_items.ref
bebf5f45 column blocked_items.title
8574da2b column blocked_items.waits_for
ef53cef7 column bodies.body_id
015a0ee3 column bodies.name
8fbf5739 column body_aliases.alias
0dfe7ae8 column body_aliases.body_id
bdb276e5 column body_rating_report.amber
b5268588 column body_rating_report.amber_green
a176da13 column body_rating_report.amber_red
d5133ca5 column body_rating_report.body
d5133ca5 column body_rating_report.body_id
eb410a7c column body_rating_report.complete
a1f599e4 column body_rating_report.green
f7683b57 column body_rating_report.is_latest
c891469c column body_rating_report.live
55512dc0 column body_rating_report.overall
812470eb column body_rating_report.percent_complete
5b8f2b3f column body_rating_report.percent_complete_of_rated
648b5e11 column body_rating_report.plan
ab9e740a column body_rating_report.plan_id
5b2dc4b4 column body_rating_report.quarter
d89274f6 column body_rating_report.rated
8266387a column body_rating_report.red
eefc5038 column body_rating_report.role
01c0660f column body_rating_report.scheduled
1e6b9714 column body_rating_report.tally
503e7090 column body_rating_report.total
a4c6ca0b column body_rating_report.unrated
f7241f76 column carry_forward.kind
39ce2eb7 column carry_forward.new_item_id
99ff76c9 column carry_forward.old_item_id
1e78de89 column carry_forward.reason
fbea4bf9 column carry_forward.recorded_at
8f577166 column carry_forward.recorded_by
e032307c column carry_forward.since
bd1cf20d column code_report.is_code
0090a1c7 column code_report.level
78120111 column code_report.max_depth
cb0b340e column code_report.min_depth
c093fea2 column code_report.plan
e212433f column code_report.plan_id
0e049c6e column code_report.prefix
a958099c column code_report.ref
bebf5f45 column code_report.title
0090a1c7 column code_systems.level
6b803033 column code_systems.max_depth
fec6892f column code_systems.min_depth
92aaa8ed column code_systems.on_other
e212433f column code_systems.plan_id
3fbe2aca column code_systems.prefix
f8e76304 column comparison_report.days_apart
e9b35912 column comparison_report.due
dbd73002 column comparison_report.identical
32eb6008 column comparison_report.item_id
14d4b5af column comparison_report.officers
cfdb7b9d column comparison_report.other_due
9c7dfe75 column comparison_report.other_item_id
0607bc25 column comparison_report.other_officers
39eb1a78 column comparison_report.other_plan
39eb1a78 column comparison_report.other_plan_id
72418da9 column comparison_report.other_rating
293477f6 column comparison_report.other_ref
f563fdd8 column comparison_report.other_title
648b5e11 column comparison_report.plan
ab9e740a column comparison_report.plan_id
9d14240a column comparison_report.rating
a958099c column comparison_report.ref
78b3a8af column comparison_report.same_officers
0c13edc3 column comparison_report.same_plan
a4b46895 column comparison_report.similarity
bebf5f45 column comparison_report.title
99664dd6 column comparison_report.words_in_common
e9b35912 column consistency_report.current_due
4b122796 column consistency_report.finding
32eb6008 column consistency_report.item_id
648b5e11 column consistency_report.plan
ab9e740a column consistency_report.plan_id
5b2dc4b4 column consistency_report.quarter
9d14240a column consistency_report.rating
a958099c column consistency_report.ref
2a43d4a8 column consistency_report.start_date
bebf5f45 column consistency_report.title
40072396 column cycle_report.cycle_number
9d2a0bc0 column cycle_report.level
ada5d89e column cycle_report.node_id
e66c878a column cycle_report.nodes_on_cycle
648b5e11 column cycle_report.plan
ab9e740a column cycle_report.plan_id
a958099c column cycle_report.ref
bebf5f45 column cycle_report.title
e9c6eb89 column data_notes.cells
4b122796 column data_notes.finding
648b5e11 column data_notes.plan
ab9e740a column data_notes.plan_id
8204f3c8 column data_quality_report.cases
525c86ce column data_quality_report.denominator
285e7431 column data_quality_report.example
4b122796 column data_quality_report.finding
8c636bf9 column data_quality_report.of_what
648b5e11 column data_quality_report.plan
ab9e740a column data_quality_report.plan_id
ef53cef7 column dependencies.dependency_id
d4f76073 column dependencies.expected_on
f32f71b3 column dependencies.item_id
29b98b28 column dependencies.link_id
7b6087dc column dependencies.on_event
c8494da4 column dependencies.on_item_id
3993a015 column dependencies.on_node_id
0d34c6dd column dependencies.opened_on
f3371111 column dependencies.reason
91d076ec column dependency_report.days_open
7c52b605 column dependency_report.dependency_id
d4f76073 column dependency_report.expected_on
4b122796 column dependency_report.finding
cf853a6a column dependency_report.is_late
32eb6008 column dependency_report.item_id
c8494da4 column dependency_report.on_item_id
3993a015 column dependency_report.on_node_id
a058c5df column dependency_report.on_rating
648b5e11 column dependency_report.plan
e212433f column dependency_report.plan_id
8243849a column dependency_report.rating
1e78de89 column dependency_report.reason
69dd72c3 column dependency_report.ref
2633a58e column dependency_report.since
25d29ee3 column dependency_report.state
bebf5f45 column dependency_report.title
8574da2b column dependency_report.waits_for
7c52b605 column dependency_states.dependency_id
0573cd0c column dependency_states.dependency_state_id
1e78de89 column dependency_states.reason
fbea4bf9 column dependency_states.recorded_at
8f577166 column dependency_states.recorded_by
2633a58e column dependency_states.since
26add197 column dependency_states.state
118ed311 column document_kinds.delimiter
2129b646 column document_kinds.kind
da067e3c column document_kinds.plan_id
544805be column document_kinds.quote
a954396b column document_kinds.record
0af3db9b column document_kinds.title
c947ead6 column due_dates.due
ef53cef7 column due_dates.due_date_id
4872a078 column due_dates.import_id
32eb6008 column due_dates.item_id
b6851c17 column due_dates.milestone
9020e7f9 column due_dates.period
23e83a87 column due_dates.raw
f78910e8 column due_dates.reason
fbea4bf9 column due_dates.recorded_at
8f577166 column due_dates.recorded_by
a7991113 column due_dates.revision
29f787d5 column due_report.active
f2f0ad36 column due_report.baseline_due
e36646eb column due_report.baseline_period
0bd3bb72 column due_report.baseline_raw
e9b35912 column due_report.current_due
f73afabe column due_report.current_period
95f95281 column due_report.current_raw
6f1ea7fd column due_report.days_left
32eb6008 column due_report.item_id
b6851c17 column due_report.milestone
648b5e11 column due_report.plan
ab9e740a column due_report.plan_id
a958099c column due_report.ref
1ca7663d column due_report.revisions
bebf5f45 column due_report.title
59f86964 column evidence_report.evidence
4b122796 column evidence_report.finding
32eb6008 column evidence_report.item_id
14d4b5af column evidence_report.officers
648b5e11 column evidence_report.plan
ab9e740a column evidence_report.plan_id
4d67761e column evidence_report.quarter
9d14240a column evidence_report.rating
a958099c column evidence_report.ref
bebf5f45 column evidence_report.title
ef53cef7 column evidence_words.evidence_word_id
75d5aa68 column evidence_words.plan_id
ee179541 column evidence_words.says
d6952974 column evidence_words.source
6aceb60d column evidence_words.word
c11d7180 column exceptions_report.commentary
633aa85a column exceptions_report.corrective_action
e9b35912 column exceptions_report.current_due
32eb6008 column exceptions_report.item_id
a4369dbd column exceptions_report.movement
8b9aa3b2 column exceptions_report.nodes
14d4b5af column exceptions_report.officers
648b5e11 column exceptions_report.plan
ab9e740a column exceptions_report.plan_id
11f40f1c column exceptions_report.previous_rating
5b2dc4b4 column exceptions_report.quarter
9d14240a column exceptions_report.rating
05401984 column exceptions_report.rating_label
9c8868fc column exceptions_report.rating_meaning
a958099c column exceptions_report.ref
bebf5f45 column exceptions_report.title
6c0aaa95 column funding_report.achieved
e4505756 column funding_report.at_risk
a979ac38 column funding_report.basis
2f768b00 column funding_report.counted
836ba9c7 column funding_report.fiscal_year_start
949f4896 column funding_report.gap
40203f9b column funding_report.lines
ada5d89e column funding_report.node_id
82f1d37f column funding_report.percent_achieved
a295265a column funding_report.period
648b5e11 column funding_report.plan
fab7eff4 column funding_report.plan_id
a9db22a1 column funding_report.ref
c6f1dd51 column funding_report.target
bebf5f45 column funding_report.title
be56ec02 column funding_report.years
c84ccf33 column import_cells.amount
38caeee5 column import_cells.changed
44f838c9 column import_cells.import_id
62728979 column import_cells.item_id
ce32f200 column import_cells.line
4a6134f6 column import_cells.period
1b044f45 column import_cells.position
19fb9039 column import_cells.qualifier
f8059971 column import_cells.rating
23e83a87 column import_cells.raw
25639706 column import_cells.readable
5bb0e5d6 column import_cells.target
122fd92f column import_cells.value
44f838c9 column import_changes.import_id
ce32f200 column import_changes.line
6c7ad1da column import_errors.column_name
ef53cef7 column import_errors.error_number
828187ae column import_errors.hint
44f838c9 column import_errors.import_id
ce32f200 column import_errors.line
74f60acf column import_errors.reason
23e83a87 column import_errors.value
f1899cf6 column import_mappings.blank_words
b10aa7fd column import_mappings.kind
a1403a6c column import_mappings.position
c86a2543 column import_mappings.qualifier
1f8405c6 column import_mappings.source
bff5fdcc column import_mappings.split
c12d721a column import_mappings.target
44f838c9 column import_names.import_id
a4ac08ec column import_names.level
ce32f200 column import_names.line
5d9fdfce column import_names.name
1b044f45 column import_names.position
83b29798 column import_names.relation
5bb0e5d6 column import_names.target
a8e5f6ac column import_report.column_name
0a336377 column import_report.file_name
828187ae column import_report.hint
44f838c9 column import_report.import_id
b10aa7fd column import_report.kind
a94fb146 column import_report.line
74f60acf column import_report.reason
5d6beaf4 column import_report.recorded_at
a9cc3f0e column import_report.recorded_by
798bdfde column import_report.rows_loaded
31086cd5 column import_report.rows_read
89820ef0 column import_report.rows_refused
b18e0384 column import_report.rows_unchanged
23e83a87 column import_report.value
973bee2b column import_rows.cells
44f838c9 column import_rows.import_id
dd5895d7 column import_rows.line
fef33499 column import_rows.outcome
ccab831f column import_rows.printed
44f838c9 column import_subjects.import_id
32eb6008 column import_subjects.item_id
ce32f200 column import_subjects.line
44f838c9 column import_ties.import_id
a5c7d7b4 column import_ties.is_new
ce32f200 column import_ties.line
f647fb2c column import_ties.object_id
1b044f45 column import_ties.position
23e83a87 column import_ties.raw
19fb9039 column import_ties.role
b807ff36 column import_ties.subject_id
a7eae86b column import_ties.succeeds
64b2de82 column import_ties.valid_from
38e4a444 column import_ties.valid_to
6af6b84b column imports.delimiter
0a336377 column imports.file_name
d542b99c column imports.has_mark
de5538c5 column imports.headings
ef53cef7 column imports.import_id
b10aa7fd column imports.kind
d0489114 column imports.newline
50ce9ab6 column imports.on_bad
00436f7a column imports.printed_headings
bb36700e column imports.quote
3f6efac7 column imports.quote_all
ea4bece8 column imports.recorded_at
a9cc3f0e column imports.recorded_by
798bdfde column imports.rows_loaded
5ea8c5c6 column imports.rows_read
9538fb8b column imports.rows_refused
b18e0384 column imports.rows_unchanged
32eb6008 column item_attributes.item_id
23c11d5b column item_attributes.name
23e83a87 column item_attributes.value
8b613093 column item_bodies.body_id
4872a078 column item_bodies.import_id
32eb6008 column item_bodies.item_id
712cfad9 column item_bodies.raw
37e287b5 column item_bodies.role
287a8891 column item_bodies.valid_from
a8309736 column item_bodies.valid_to
f2f0ad36 column item_dates.baseline_due
e36646eb column item_dates.baseline_period
0bd3bb72 column item_dates.baseline_raw
e9b35912 column item_dates.current_due
f73afabe column item_dates.current_period
95f95281 column item_dates.current_raw
32eb6008 column item_dates.item_id
b6851c17 column item_dates.milestone
f27d6fa8 column item_dates.reason
1ca7663d column item_dates.revisions
32eb6008 column item_node_links.item_id
ada5d89e column item_node_links.node_id
4872a078 column item_officers.import_id
32eb6008 column item_officers.item_id
763c6456 column item_officers.officer_id
712cfad9 column item_officers.raw
c5badf25 column item_officers.role
287a8891 column item_officers.valid_from
a8309736 column item_officers.valid_to
c11d7180 column item_quarters.commentary
633aa85a column item_quarters.corrective_action
f7683b57 column item_quarters.is_latest
32eb6008 column item_quarters.item_id
a4369dbd column item_quarters.movement
ab9e740a column item_quarters.plan_id
e3ad65f4 column item_quarters.previous_quarter
11f40f1c column item_quarters.previous_rating
5b2dc4b4 column item_quarters.quarter
9d14240a column item_quarters.rating
fbea4bf9 column item_quarters.recorded_at
32eb6008 column item_states.item_id
0573cd0c column item_states.item_state_id
1e78de89 column item_states.reason
fab90898 column item_states.recorded_at
6e75435e column item_states.recorded_by
b5de0de4 column item_states.since
1fc42152 column item_states.state
9b908975 column items.code
ef53cef7 column items.item_id
67a472fc column items.level
b8e64464 column items.plan_id
a0b159c7 column items.recorded_at
6e75435e column items.recorded_by
04456b0b column items.ref
2455b952 column items.state
ea802014 column items.state_reason
dc88d5e7 column items.state_since
bebf5f45 column items.title
a8a116dd column items.words
718ba704 column kpi_node_report.amber
4796009f column kpi_node_report.by_link
29100be2 column kpi_node_report.distinct_measures
0a6ec009 column kpi_node_report.green
6cf0b5dd column kpi_node_report.level
237b9acd column kpi_node_report.measures_by_link
3d5bbf68 column kpi_node_report.measures_distinct
ada5d89e column kpi_node_report.node_id
2a5b0619 column kpi_node_report.overall
648b5e11 column kpi_node_report.plan
fab7eff4 column kpi_node_report.plan_id
09deb8a1 column kpi_node_report.red
a958099c column kpi_node_report.ref
bebf5f45 column kpi_node_report.title
a6515a14 column kpi_node_report.unrated
32eb6008 column latest_ratings.item_id
ab9e740a column latest_ratings.plan_id
5b2dc4b4 column latest_ratings.quarter
9d14240a column latest_ratings.rating
495aec38 column legends.colour
c1e8f4c8 column legends.label
e212433f column legends.plan_id
159a0b97 column legends.rating
5ce0e9dd column legends.word
ff621b67 column levels.holds
06571e4b column levels.label
67cbaa2d column levels.level
0573cd0c column link_ends.link_end_id
8ea8bd30 column link_ends.link_id
59c51c25 column link_ends.previous_valid_to
fbea4bf9 column link_ends.recorded_at
8f577166 column link_ends.recorded_by
f3d0112f column link_ends.valid_to
ebb3cb73 column links.basis
9c029b94 column links.from_item_id
f3111979 column links.from_node_id
4872a078 column links.import_id
ef53cef7 column links.link_id
dd144360 column links.recorded_at
6e75435e column links.recorded_by
b2456dc6 column links.relation
25955989 column links.share
2290e4ed column links.source_document
92d1af9f column links.to_item_id
78f00267 column links.to_node_id
e4884fb4 column links.valid_from
6ee3d7cb column links.valid_to
5fcc686a column measure_names.frequency
009eb98c column measure_names.influence
9b3adae1 column measure_names.measure_id
648b5e11 column measure_names.plan
fab7eff4 column measure_names.plan_id
3a8f7f62 column measure_names.polarity
a958099c column measure_names.ref
4d79d877 column measure_names.sort_order
3944225c column measure_names.tier
bebf5f45 column measure_names.title
64a8c481 column measure_names.tolerance
c9e01736 column measure_names.unit
9b3adae1 column measure_nodes.measure_id
ada5d89e column measure_nodes.node_id
287a8891 column measure_nodes.valid_from
a8309736 column measure_nodes.valid_to
e9d648bb column measure_report.actual
718ba704 column measure_report.amber
79a26ae8 column measure_report.change
40d5998f column measure_report.change_on_year
dbcea184 column measure_report.direction
9df2aa71 column measure_report.direction_on_year
5fcc686a column measure_report.frequency
ffb0058c column measure_report.high
009eb98c column measure_report.influence
af4519f4 column measure_report.is_latest
39188325 column measure_report.low
9b3adae1 column measure_report.measure_id
648b5e11 column measure_report.plan
fab7eff4 column measure_report.plan_id
3a8f7f62 column measure_report.polarity
85adef2d column measure_report.previous_actual
4d67761e column measure_report.quarter
0278f07e column measure_report.rating
fbea4bf9 column measure_report.recorded_at
a958099c column measure_report.ref
c6f1dd51 column measure_report.target
3944225c column measure_report.tier
bebf5f45 column measure_report.title
64a8c481 column measure_report.tolerance
c9e01736 column measure_report.unit
e4f08488 column measure_report.worsening_run
2b91115f column measure_report.year_ago_actual
718ba704 column measure_summary.amber
0a6ec009 column measure_summary.green
89d31d5e column measure_summary.improved
009eb98c column measure_summary.influence
e5db70aa column measure_summary.measures
95948946 column measure_summary.not_comparable
648b5e11 column measure_summary.plan
fab7eff4 column measure_summary.plan_id
4d67761e column measure_summary.quarter
09deb8a1 column measure_summary.red
1e6b9714 column measure_summary.tally
3944225c column measure_summary.tier
60a3af8a column measure_summary.unchanged
a6515a14 column measure_summary.unrated
82ab48e4 column measure_summary.worsened
ceedc3b6 column measure_targets.amber
ce98813b column measure_targets.high
097047c5 column measure_targets.low
9b3adae1 column measure_targets.measure_id
821034fd column measure_targets.quarter
883c53b4 column measure_targets.reason
fbea4bf9 column measure_targets.recorded_at
8f577166 column measure_targets.recorded_by
9fdc4762 column measure_targets.target
5b7d5157 column measure_values.actual
718ba704 column measure_values.amber
9b3adae1 column measure_values.measure_id
d1df56f7 column measure_values.quarter
fbea4bf9 column measure_values.recorded_at
8f577166 column measure_values.recorded_by
09b2e05f column measure_values.target
2b3b9a62 column measures.decimals
7b4a9c73 column measures.frequency
009eb98c column measures.influence
ef53cef7 column measures.measure_id
ebbc3cfa column measures.node_id
e212433f column measures.plan_id
3a8f7f62 column measures.polarity
38d1a72a column measures.ref
50496877 column measures.retired_on
3944225c column measures.tier
bebf5f45 column measures.title
533e06fa column measures.tolerance
c9e01736 column measures.unit
8b613093 column meetings.body_id
dbc02c89 column meetings.held_on
06ee0cb1 column meetings.note
1cbe6708 column money_lines.amount
80e7328d column money_lines.basis
bf153361 column money_lines.fiscal_year_start
ef49f101 column money_lines.item_id
ef53cef7 column money_lines.money_line_id
6436fca3 column money_lines.mtfs_ref
8030fca2 column money_lines.node_id
e212433f column money_lines.plan_id
ae52a404 column money_lines.purpose
25352735 column money_lines.reason
fbea4bf9 column money_lines.recorded_at
8f577166 column money_lines.recorded_by
fae1949d column money_lines.ref
2aa75db7 column money_lines.standing
bebf5f45 column money_lines.title
25eedcd0 column money_lines.years
6c0aaa95 column money_node_report.achieved
e4505756 column money_node_report.at_risk
a979ac38 column money_node_report.basis
836ba9c7 column money_node_report.fiscal_year_start
949f4896 column money_node_report.gap
6cf0b5dd column money_node_report.level
ada5d89e column money_node_report.node_id
a295265a column money_node_report.period
648b5e11 column money_node_report.plan
fab7eff4 column money_node_report.plan_id
5a41fada column money_node_report.purpose
a9db22a1 column money_node_report.ref
c6f1dd51 column money_node_report.target
29ecd103 column money_node_report.target_by_link
bebf5f45 column money_node_report.title
be56ec02 column money_node_report.years
6c0aaa95 column money_report.achieved
e4505756 column money_report.at_risk
a979ac38 column money_report.basis
836ba9c7 column money_report.fiscal_year_start
949f4896 column money_report.gap
9c20e7dc column money_report.has_target
98f68e6e column money_report.item_id
b0db9502 column money_report.mtfs_ref
ada5d89e column money_report.node_id
a295265a column money_report.period
648b5e11 column money_report.plan
fab7eff4 column money_report.plan_id
5a41fada column money_report.purpose
fbea4bf9 column money_report.recorded_at
a9db22a1 column money_report.ref
c6f1dd51 column money_report.target
bebf5f45 column money_report.title
be56ec02 column money_report.years
bd4c5e89 column money_shares.item_id
ef53cef7 column money_shares.money_share_id
c66f8591 column money_shares.node_id
ca2b83a9 column money_shares.plan_id
875944cc column money_shares.recorded_at
8f577166 column money_shares.recorded_by
c42c31ec column money_shares.ref
7294f6d1 column money_shares.weight
6c0aaa95 column money_unplaced.achieved
e4505756 column money_unplaced.at_risk
a979ac38 column money_unplaced.basis
836ba9c7 column money_unplaced.fiscal_year_start
98f68e6e column money_unplaced.item_id
a295265a column money_unplaced.period
648b5e11 column money_unplaced.plan
fab7eff4 column money_unplaced.plan_id
5a41fada column money_unplaced.purpose
f46e1a57 column money_unplaced.reason
a9db22a1 column money_unplaced.ref
c6f1dd51 column money_unplaced.target
bebf5f45 column money_unplaced.title
be56ec02 column money_unplaced.years
b1ef4ce1 column movement_matrix.amber
92638aef column movement_matrix.amber_green
93d239f5 column movement_matrix.amber_red
755225ee column movement_matrix.complete
71ae0b71 column movement_matrix.green
648b5e11 column movement_matrix.plan
ab9e740a column movement_matrix.plan_id
a7133325 column movement_matrix.previous_quarter
11f40f1c column movement_matrix.previous_rating
4d67761e column movement_matrix.quarter
614bdcfb column movement_matrix.red
93869ada column movement_matrix.scheduled
5589908f column movement_matrix.total
95b81a93 column movement_matrix.unrated
f47d6eac column movement_report.items
a4369dbd column movement_report.movement
648b5e11 column movement_report.plan
ab9e740a column movement_report.plan_id
e3ad65f4 column movement_report.previous_quarter
11f40f1c column movement_report.previous_rating
5b2dc4b4 column movement_report.quarter
9d14240a column movement_report.rating
bdab9ba1 column node_links.child_node_id
995386ff column node_links.parent_node_id
bdb276e5 column node_rating_report.amber
b5268588 column node_rating_report.amber_green
a176da13 column node_rating_report.amber_red
eb410a7c column node_rating_report.complete
a1f599e4 column node_rating_report.green
f7683b57 column node_rating_report.is_latest
9d2a0bc0 column node_rating_report.level
c891469c column node_rating_report.live
ada5d89e column node_rating_report.node_id
55512dc0 column node_rating_report.overall
812470eb column node_rating_report.percent_complete
5b8f2b3f column node_rating_report.percent_complete_of_rated
648b5e11 column node_rating_report.plan
ab9e740a column node_rating_report.plan_id
5b2dc4b4 column node_rating_report.quarter
d89274f6 column node_rating_report.rated
8266387a column node_rating_report.red
a958099c column node_rating_report.ref
01c0660f column node_rating_report.scheduled
1e6b9714 column node_rating_report.tally
bebf5f45 column node_rating_report.title
503e7090 column node_rating_report.total
a4c6ca0b column node_rating_report.unrated
9b908975 column nodes.code
6cf0b5dd column nodes.level
ef53cef7 column nodes.node_id
d66330ad column nodes.plan_id
f3ad0013 column nodes.ref
8de64d65 column nodes.title
8fbf5739 column officer_aliases.alias
ba33cbc2 column officer_aliases.officer_id
bdb276e5 column officer_rating_report.amber
b5268588 column officer_rating_report.amber_green
a176da13 column officer_rating_report.amber_red
eb410a7c column officer_rating_report.complete
a1f599e4 column officer_rating_report.green
f7683b57 column officer_rating_report.is_latest
c891469c column officer_rating_report.live
9107adb2 column officer_rating_report.officer
9107adb2 column officer_rating_report.officer_id
55512dc0 column officer_rating_report.overall
812470eb column officer_rating_report.percent_complete
5b8f2b3f column officer_rating_report.percent_complete_of_rated
648b5e11 column officer_rating_report.plan
ab9e740a column officer_rating_report.plan_id
5b2dc4b4 column officer_rating_report.quarter
d89274f6 column officer_rating_report.rated
8266387a column officer_rating_report.red
eefc5038 column officer_rating_report.role
01c0660f column officer_rating_report.scheduled
1e6b9714 column officer_rating_report.tally
503e7090 column officer_rating_report.total
a4c6ca0b column officer_rating_report.unrated
6c8f687e column officer_roles.officer_id
60492c25 column officer_roles.role_name
287a8891 column officer_roles.valid_from
a8309736 column officer_roles.valid_to
1e0fd694 column officers.name
ef53cef7 column officers.officer_id
ce03f964 column organisations.name
ef53cef7 column organisations.organisation_id
7a4a6045 column orphan_report.ends_at
4b122796 column orphan_report.finding
32eb6008 column orphan_report.item_id
9d2a0bc0 column orphan_report.level
ada5d89e column orphan_report.node_id
35e660d8 column orphan_report.orphan
648b5e11 column orphan_report.plan
ab9e740a column orphan_report.plan_id
a958099c column orphan_report.ref
bebf5f45 column orphan_report.title
f2f0ad36 column overdue_report.baseline_due
e9b35912 column overdue_report.current_due
e30ebb60 column overdue_report.days_overdue
32eb6008 column overdue_report.item_id
c3f46fc5 column overdue_report.months_overdue
14d4b5af column overdue_report.officers
648b5e11 column overdue_report.plan
ab9e740a column overdue_report.plan_id
5b2dc4b4 column overdue_report.quarter
9d14240a column overdue_report.rating
a958099c column overdue_report.ref
bebf5f45 column overdue_report.title
a4c6ca0b column overdue_report.unrated
32eb6008 column own_items.item_id
50aedd4d column own_items.officer
50aedd4d column own_items.officer_id
648b5e11 column own_items.plan
e212433f column own_items.plan_id
69dd72c3 column own_items.ref
ec5fae6b column own_items.role
bebf5f45 column own_items.title
f52d35fe column path_report.complete
32eb6008 column path_report.item_id
ada5d89e column path_report.node_id
e65bb2ae column path_report.path
676f9187 column path_report.path_number
648b5e11 column path_report.plan
ab9e740a column path_report.plan_id
6a77f071 column path_report.reaches_plan
a958099c column path_report.ref
bebf5f45 column path_report.title
5ceb2b7f column peer_group_members.organisation_id
a034d44c column peer_group_members.peer_group_id
fad5d975 column peer_group_members.valid_from
a8309736 column peer_group_members.valid_to
f75564f8 column peer_groups.name
ef53cef7 column peer_groups.peer_group_id
12db0611 column peer_groups.source
9b3adae1 column peer_values.measure_id
5ceb2b7f column peer_values.organisation_id
5619bb26 column peer_values.quarter
fbea4bf9 column peer_values.recorded_at
8f577166 column peer_values.recorded_by
c1924c9f column peer_values.source
b33d9206 column peer_values.value
78fe0294 column plan_legends.colour
c1e8f4c8 column plan_legends.label
ab9e740a column plan_legends.plan_id
9d14240a column plan_legends.rating
648b5e11 column plan_names.plan
ab9e740a column plan_names.plan_id
f7683b57 column plan_quarters.is_latest
ab9e740a column plan_quarters.plan_id
e3ad65f4 column plan_quarters.previous_quarter
5b2dc4b4 column plan_quarters.quarter
0ba4efb0 column plans.has_scheduled
74db4306 column plans.period
ef53cef7 column plans.plan_id
a4d44f8b column plans.scale
1591a09a column plans.source_document
19098912 column plans.state
5ece31bd column plans.supersedes_plan_id
6638cded column plans.title
0a1435a0 column plans.version
fd60b423 column plausibility_report.better_node
fd60b423 column plausibility_report.better_node_id
498b6984 column plausibility_report.better_node_title
4b122796 column plausibility_report.finding
32eb6008 column plausibility_report.item_id
9dce5fb7 column plausibility_report.node
ada5d89e column plausibility_report.node_id
1627b3af column plausibility_report.node_items
bb4a9e90 column plausibility_report.node_items_in_common
5e9f1263 column plausibility_report.node_title
648b5e11 column plausibility_report.plan
ab9e740a column plausibility_report.plan_id
a958099c column plausibility_report.ref
bebf5f45 column plausibility_report.title
99664dd6 column plausibility_report.words_in_common
57e1ea17 column profile_report.active_complete
a8b309b8 column profile_report.active_items
291f8d0e column profile_report.dated_items
9102448b column profile_report.due_complete
79fe866d column profile_report.due_items
55cea340 column profile_report.due_so_far
0cc20914 column profile_report.due_so_far_complete
648b5e11 column profile_report.plan
ab9e740a column profile_report.plan_id
5b2dc4b4 column profile_report.quarter
525c86ce column progress_lines.denominator
f7683b57 column progress_lines.is_latest
f47d6eac column progress_lines.items
8c636bf9 column progress_lines.of_what
d315182d column progress_lines.percent
498dbc86 column progress_lines.place
648b5e11 column progress_lines.plan
ab9e740a column progress_lines.plan_id
4d67761e column progress_lines.quarter
9d14240a column progress_lines.rating
05401984 column progress_lines.rating_label
3bbd2249 column progress_lines.whole_percent
bdb276e5 column progress_report.amber
b5268588 column progress_report.amber_green
a176da13 column progress_report.amber_red
eb410a7c column progress_report.complete
a1f599e4 column progress_report.green
f7683b57 column progress_report.is_latest
c891469c column progress_report.live
55512dc0 column progress_report.overall
812470eb column progress_report.percent_complete
5b8f2b3f column progress_report.percent_complete_of_rated
648b5e11 column progress_report.plan
ab9e740a column progress_report.plan_id
5b2dc4b4 column progress_report.quarter
d89274f6 column progress_report.rated
8266387a column progress_report.red
01c0660f column progress_report.scheduled
1e6b9714 column progress_report.tally
503e7090 column progress_report.total
a4c6ca0b column progress_report.unrated
068d4997 column publication_editions.edition
3787f179 column publication_editions.is_last_edition
ef179006 column publication_editions.links_at
de13027a column publication_editions.next_publication_id
29745d58 column publication_editions.note
648b5e11 column publication_editions.plan
e212433f column publication_editions.plan_id
3d486105 column publication_editions.previous_quarter
831e0728 column publication_editions.publication_id
ea350235 column publication_editions.published_at
1e9d199e column publication_editions.published_by
4d67761e column publication_editions.quarter
2b0e7f57 column publications.edition
449b641c column publications.links_at
b5f27a04 column publications.note
e212433f column publications.plan_id
fda07da6 column publications.previous_quarter
ef53cef7 column publications.publication_id
8273739b column publications.published_at
c91c6a3a column publications.published_by
d1df56f7 column publications.quarter
2f2924cc column published_items.baseline_due
bf0c950e column published_items.current_due
8978582b column published_items.due_date_id
32eb6008 column published_items.item_id
bbb560b9 column published_items.item_state_id
d4b6f59e column published_items.level
b9e34337 column published_items.movement
11f40f1c column published_items.previous_rating
4623a519 column published_items.previous_rating_id
831e0728 column published_items.publication_id
9d14240a column published_items.rating
2cbaea4b column published_items.rating_id
55abdd6b column published_items.ref
596c2a79 column published_items.revisions
f1d82d36 column published_items.state
db72afa4 column published_items.title
f90435cf column published_links.child_node_id
b02f57e8 column published_links.item_id
8ea8bd30 column published_links.link_id
995386ff column published_links.node_id
831e0728 column published_links.publication_id
7bc82c5f column published_node_report.by_link
9300e9fa column published_node_report.distinct_items
068d4997 column published_node_report.edition
3787f179 column published_node_report.is_last_edition
d843ab9e column published_node_report.items_by_link
4761f7e6 column published_node_report.items_distinct
9d2a0bc0 column published_node_report.level
ada5d89e column published_node_report.node_id
1c7ec53a column published_node_report.overall
2a3fbcbc column published_node_report.percent_complete
648b5e11 column published_node_report.plan
e212433f column published_node_report.plan_id
831e0728 column published_node_report.publication_id
ea350235 column published_node_report.published_at
4d67761e column published_node_report.quarter
a958099c column published_node_report.ref
bebf5f45 column published_node_report.title
8f999fba column published_nodes.by_link
2c7bb680 column published_nodes.distinct_items
ce88a1c6 column published_nodes.level
ada5d89e column published_nodes.node_id
831e0728 column published_nodes.publication_id
55abdd6b column published_nodes.ref
db72afa4 column published_nodes.title
bdb276e5 column published_progress.amber
b5268588 column published_progress.amber_green
a176da13 column published_progress.amber_red
eb410a7c column published_progress.complete
068d4997 column published_progress.edition
a1f599e4 column published_progress.green
3787f179 column published_progress.is_last_edition
29745d58 column published_progress.note
1c7ec53a column published_progress.overall
2a3fbcbc column published_progress.percent_complete
648b5e11 column published_progress.plan
e212433f column published_progress.plan_id
831e0728 column published_progress.publication_id
ea350235 column published_progress.published_at
1e9d199e column published_progress.published_by
4d67761e column published_progress.quarter
8266387a column published_progress.red
01c0660f column published_progress.scheduled
1e6b9714 column published_progress.tally
7fea6a4d column published_progress.total
d722c9e3 column published_progress.unrated
2f2924cc column published_report.baseline_due
c11d7180 column published_report.commentary
633aa85a column published_report.corrective_action
e9b35912 column published_report.current_due
068d4997 column published_report.edition
3787f179 column published_report.is_last_edition
32eb6008 column published_report.item_id
9d2a0bc0 column published_report.level
b9e34337 column published_report.movement
29745d58 column published_report.note
648b5e11 column published_report.plan
e212433f column published_report.plan_id
3d486105 column published_report.previous_quarter
11f40f1c column published_report.previous_rating
831e0728 column published_report.publication_id
ea350235 column published_report.published_at
1e9d199e column published_report.published_by
4d67761e column published_report.quarter
9d14240a column published_report.rating
05401984 column published_report.rating_label
a958099c column published_report.ref
1ca7663d column published_report.revisions
c98cd8fd column published_report.state
bebf5f45 column published_report.title
c11d7180 column quarter_ratings.commentary
633aa85a column quarter_ratings.corrective_action
32eb6008 column quarter_ratings.item_id
15c20180 column quarter_ratings.period_end
b9775246 column quarter_ratings.period_start
ab9e740a column quarter_ratings.plan_id
5b2dc4b4 column quarter_ratings.quarter
9d14240a column quarter_ratings.rating
23e83a87 column quarter_ratings.raw
fbea4bf9 column quarter_ratings.recorded_at
c11d7180 column rating_report.commentary
633aa85a column rating_report.corrective_action
f7683b57 column rating_report.is_latest
32eb6008 column rating_report.item_id
9d2a0bc0 column rating_report.level
a4369dbd column rating_report.movement
648b5e11 column rating_report.plan
ab9e740a column rating_report.plan_id
e3ad65f4 column rating_report.previous_quarter
11f40f1c column rating_report.previous_rating
5b2dc4b4 column rating_report.quarter
9d14240a column rating_report.rating
05401984 column rating_report.rating_label
a958099c column rating_report.ref
bebf5f45 column rating_report.title
3b390fed column ratings.commentary
633aa85a column ratings.corrective_action
4872a078 column ratings.import_id
32eb6008 column ratings.item_id
15c20180 column ratings.period_end
deb715d4 column ratings.period_start
c557fc59 column ratings.quarter
9d14240a column ratings.rating
0573cd0c column ratings.rating_id
58c47da0 column ratings.raw
fbea4bf9 column ratings.recorded_at
8f577166 column ratings.recorded_by
9f033348 column reference_ends.item_id
65d53355 column reference_ends.kind
f116af08 column reference_ends.node_id
a958099c column reference_ends.ref
0b19e160 column reference_kinds.create_missing
65d53355 column reference_kinds.kind
888de4b4 column reference_kinds.level
8a7e8fd8 column reference_kinds.plan_id
8273739b column register_grants.granted_at
b4f32f0e column register_grants.granted_by
20fe663d column register_grants.level
60492c25 column register_grants.role_name
b3de8df0 column register_settings.created_at
ded227b4 column register_settings.fiscal_start_month
a64d5a90 column register_settings.layout_version
d13feba8 column register_settings.singleton
49e6b4fa column relations.answers
3ae58067 column relations.child_end
23f3afe7 column relations.description
8cbf208b column relations.relation
0416ee5f column relations.rolls_up
277bc582 column reporting_calendar.body
277bc582 column reporting_calendar.body_id
96d4f7a9 column reporting_calendar.due_on
a4fd89ea column reporting_calendar.is_meeting
77212f4c column reporting_calendar.period_end
8f76d032 column reporting_calendar.period_start
648b5e11 column reporting_calendar.plan
e212433f column reporting_calendar.plan_id
19f0456d column reporting_calendar.quarter
730923f4 column reporting_calendar.ready_on
158f7669 column reporting_calendar.report
c4d3ee47 column reporting_calendar.requirement
007708b7 column reporting_calendar.requirement_id
94ef58ab column reporting_calendar.rhythm
277bc582 column reporting_rhythms.body_id
a47c2ffd column reporting_rhythms.due_after_days
06ee0cb1 column reporting_rhythms.note
bc4cc692 column reporting_rhythms.plan_id
0a536b18 column reporting_rhythms.report
b021dab7 column reporting_rhythms.requirement_id
09d90357 column reporting_rhythms.rhythm
ef53cef7 column reporting_rhythms.rhythm_id
ba2b9479 column reporting_rhythms.valid_from
3e04cf19 column reporting_rhythms.valid_to
f5c6c6f8 column requirement_aliases.alias
a011a984 column requirement_aliases.node_id
bdb276e5 column requirement_report.amber
b5268588 column requirement_report.amber_green
a176da13 column requirement_report.amber_red
eb410a7c column requirement_report.complete
a1f599e4 column requirement_report.green
f0a4c3d9 column requirement_report.is_answered
23d6df05 column requirement_report.items
71418a36 column requirement_report.items_direct
52859e7e column requirement_report.other_links
1c7ec53a column requirement_report.overall
f3bcfae9 column requirement_report.percent_complete
8266387a column requirement_report.red
69dd72c3 column requirement_report.ref
007708b7 column requirement_report.requirement_id
01c0660f column requirement_report.scheduled
1e6b9714 column requirement_report.tally
bebf5f45 column requirement_report.title
d722c9e3 column requirement_report.unrated
6d47f342 column restatements.cause
1f4b43f9 column restatements.changed_at
940c5d0c column restatements.changed_by
068d4997 column restatements.edition
b8d3ed85 column restatements.figure
32eb6008 column restatements.item_id
9d2a0bc0 column restatements.level
d944493b column restatements.new_value
ada5d89e column restatements.node_id
c7ee920a column restatements.old_value
648b5e11 column restatements.plan
e212433f column restatements.plan_id
831e0728 column restatements.publication_id
4d67761e column restatements.quarter
a958099c column restatements.ref
bebf5f45 column restatements.title
37ce5279 column restatements.unit
3a5f7fb0 column restatements.why
f47d6eac column returns_outstanding.items
c1cb1883 column returns_outstanding.officer
c1cb1883 column returns_outstanding.officer_id
b9d7e937 column returns_outstanding.outstanding
bfa9d41f column returns_outstanding.outstanding_complete
05c77570 column returns_outstanding.outstanding_refs
55a8ce62 column returns_outstanding.percent_returned
648b5e11 column returns_outstanding.plan
ab9e740a column returns_outstanding.plan_id
4d67761e column returns_outstanding.quarter
f53d0b78 column returns_outstanding.returned
1e78de89 column risk_escalations.reason
211038d8 column risk_escalations.risk_id
2b5d9425 column risk_escalations.to_risk_id
287a8891 column risk_escalations.valid_from
a8309736 column risk_escalations.valid_to
0e20c39f column risk_links.item_id
757fd56e column risk_links.node_id
5142e6d9 column risk_links.plan_id
211038d8 column risk_links.risk_id
ef53cef7 column risk_links.risk_link_id
287a8891 column risk_links.valid_from
a8309736 column risk_links.valid_to
763c6456 column risk_officers.officer_id
211038d8 column risk_officers.risk_id
287a8891 column risk_officers.valid_from
a8309736 column risk_officers.valid_to
48dfa496 column risk_report.change
91d076ec column risk_report.days_open
5609426a column risk_report.escalated_since
a39d5174 column risk_report.escalated_to
e8a13d1e column risk_report.impact
d3f0eebf column risk_report.is_strategic
23d6df05 column risk_report.items
5a90f182 column risk_report.kind
e8a13d1e column risk_report.likelihood
116f2a5b column risk_report.nodes
64afa99c column risk_report.opened_on
836475c5 column risk_report.owners
d2e09f09 column risk_report.plans
23b08312 column risk_report.previous_score
69dd72c3 column risk_report.ref
211038d8 column risk_report.risk_id
9b44c0b5 column risk_report.score
44d2bacf column risk_report.scored_on
9b3ee254 column risk_report.target_score
bebf5f45 column risk_report.title
e8a13d1e column risk_scores.impact
e8a13d1e column risk_scores.likelihood
6027560e column risk_scores.reason
fbea4bf9 column risk_scores.recorded_at
8f577166 column risk_scores.recorded_by
211038d8 column risk_scores.risk_id
0573cd0c column risk_scores.risk_score_id
724266a8 column risk_scores.score
44d2bacf column risk_scores.scored_on
9b3ee254 column risk_scores.target_score
7dcf4460 column risks.closed_on
edf5889e column risks.closed_reason
80fb321a column risks.description
90f2ff9c column risks.kind
64afa99c column risks.opened_on
4463383e column risks.ref
ef53cef7 column risks.risk_id
c8de3d17 column risks.title
aa01c274 column rollup_report.by_link
34107307 column rollup_report.distinct_items
98fa4d3f column rollup_report.items_by_link
4bcad600 column rollup_report.items_distinct
9d2a0bc0 column rollup_report.level
ada5d89e column rollup_report.node_id
55512dc0 column rollup_report.overall
812470eb column rollup_report.percent_complete
648b5e11 column rollup_report.plan
ab9e740a column rollup_report.plan_id
a958099c column rollup_report.ref
bebf5f45 column rollup_report.title
6c0aaa95 column savings_report.achieved
e4505756 column savings_report.at_risk
a979ac38 column savings_report.basis
2f768b00 column savings_report.counted
836ba9c7 column savings_report.fiscal_year_start
949f4896 column savings_report.gap
40203f9b column savings_report.lines
ada5d89e column savings_report.node_id
82f1d37f column savings_report.percent_achieved
a295265a column savings_report.period
648b5e11 column savings_report.plan
fab7eff4 column savings_report.plan_id
a9db22a1 column savings_report.ref
c6f1dd51 column savings_report.target
bebf5f45 column savings_report.title
be56ec02 column savings_report.years
ca935e7a column shares_report.items_by_link
4761f7e6 column shares_report.items_distinct
9d2a0bc0 column shares_report.level
ada5d89e column shares_report.node_id
85862b16 column shares_report.percent_complete
648b5e11 column shares_report.plan
ab9e740a column shares_report.plan_id
a958099c column shares_report.ref
6e5cbf13 column shares_report.share
752b57b6 column shares_report.share_complete
082630ed column shares_report.share_exceptions
fd275563 column shares_report.share_unrated
bebf5f45 column shares_report.title
d591cf9c column sign_off_report.decider
33e00b4d column sign_off_report.note
648b5e11 column sign_off_report.plan
e212433f column sign_off_report.plan_id
2621bf33 column sign_off_report.position
19f0456d column sign_off_report.quarter
57430bab column sign_off_report.recorded_at
8f577166 column sign_off_report.recorded_by
25d29ee3 column sign_off_report.state
7c1a8d58 column sign_off_report.step
30075e48 column sign_off_steps.body_id
4be82d40 column sign_off_steps.officer_id
e212433f column sign_off_steps.plan_id
2621bf33 column sign_off_steps.position
147a3ff4 column sign_off_steps.step
dd31d376 column sign_offs.decision
33e00b4d column sign_offs.note
e212433f column sign_offs.plan_id
d1df56f7 column sign_offs.quarter
57430bab column sign_offs.recorded_at
8f577166 column sign_offs.recorded_by
0573cd0c column sign_offs.sign_off_id
7c1a8d58 column sign_offs.step
f2f0ad36 column slippage_report.baseline_due
0bd3bb72 column slippage_report.baseline_raw
e9b35912 column slippage_report.current_due
95f95281 column slippage_report.current_raw
32eb6008 column slippage_report.item_id
648b5e11 column slippage_report.plan
ab9e740a column slippage_report.plan_id
9d14240a column slippage_report.rating
f27d6fa8 column slippage_report.reason
a958099c column slippage_report.ref
1ca7663d column slippage_report.revisions
dc5bfecf column slippage_report.slippage_days
f9991db7 column slippage_report.slippage_months
bebf5f45 column slippage_report.title
e9d648bb column spc_report.actual
8b5c8fda column spc_report.assurance
2cbfb73d column spc_report.average_moving_range
ffb0058c column spc_report.high
af4519f4 column spc_report.is_latest
39188325 column spc_report.low
59276db5 column spc_report.lower_limit
b3cf564c column spc_report.mean
9b3adae1 column spc_report.measure_id
8f768eb1 column spc_report.outside_limits
648b5e11 column spc_report.plan
fab7eff4 column spc_report.plan_id
c87be48e column spc_report.points
3a8f7f62 column spc_report.polarity
4d67761e column spc_report.quarter
a958099c column spc_report.ref
079c8c74 column spc_report.rule_of_seven
fe813680 column spc_report.sigma
90c2e93a column spc_report.signal
c6f1dd51 column spc_report.target
bebf5f45 column spc_report.title
012cf548 column spc_report.trend
95a3e23f column spc_report.trial_limits
552a2c79 column spc_report.two_of_three
6fbe43ec column spc_report.upper_limit
e7502f9f column spc_report.variation
2f2924cc column supersession_report.baseline_due
7be0065f column supersession_report.became
e9b35912 column supersession_report.current_due
32eb6008 column supersession_report.item_id
9d2a0bc0 column supersession_report.level
83a24bf1 column supersession_report.moved_days
d80f3e14 column supersession_report.new_due
3cf3f353 column supersession_report.new_item_id
7759557b column supersession_report.new_item_plan_id
01e1de7f column supersession_report.new_plan
b11cf9de column supersession_report.new_plan_id
fb715881 column supersession_report.new_ref
f8b28470 column supersession_report.new_title
648b5e11 column supersession_report.plan
e212433f column supersession_report.plan_id
4d67761e column supersession_report.quarter
9d14240a column supersession_report.rating
1e78de89 column supersession_report.reason
a958099c column supersession_report.ref
e032307c column supersession_report.since
c98cd8fd column supersession_report.state
bebf5f45 column supersession_report.title
718ba704 column target_revisions.amber
79a26ae8 column target_revisions.change
ffb0058c column target_revisions.high
5d8bd033 column target_revisions.is_current
39188325 column target_revisions.low
9b3adae1 column target_revisions.measure_id
648b5e11 column target_revisions.plan
fab7eff4 column target_revisions.plan_id
c8a654b8 column target_revisions.previous_target
4d67761e column target_revisions.quarter
883c53b4 column target_revisions.reason
fbea4bf9 column target_revisions.recorded_at
8f577166 column target_revisions.recorded_by
a958099c column target_revisions.ref
56ba012d column target_revisions.revision
c6f1dd51 column target_revisions.target
bebf5f45 column target_revisions.title
f90435cf column turned_links.child_node_id
32eb6008 column turned_links.item_id
8ea8bd30 column turned_links.link_id
ada5d89e column turned_links.node_id
b2456dc6 column turned_links.relation
e4884fb4 column turned_links.valid_from
6ee3d7cb column turned_links.valid_to
9d2a0bc0 column uncovered_nodes.level
ada5d89e column uncovered_nodes.node_id
648b5e11 column uncovered_nodes.plan
ab9e740a column uncovered_nodes.plan_id
a958099c column uncovered_nodes.ref
bebf5f45 column uncovered_nodes.title
32eb6008 column unlinked_items.item_id
9d2a0bc0 column unlinked_items.level
648b5e11 column unlinked_items.plan
ab9e740a column unlinked_items.plan_id
a958099c column unlinked_items.ref
bebf5f45 column unlinked_items.title
4b122796 column unmapped_requirements.finding
42634ff7 column unmapped_requirements.found_in
32eb6008 column unmapped_requirements.item_id
648b5e11 column unmapped_requirements.plan
e212433f column unmapped_requirements.plan_id
69dd72c3 column unmapped_requirements.ref
c4d3ee47 column unmapped_requirements.requirement
007708b7 column unmapped_requirements.requirement_id
bebf5f45 column unmapped_requirements.title
5a81e5fc column unmapped_requirements.words
3dc41620 function amount_qualifier(text)
43fcd0ad function apply_item_states()
b8248962 function as_known_on(date)
f165c15a function assurance_pack(text, quarter, date)
d80d8c0f function audit_change()
a36b17b8 function audit_coverage()
162e6655 function audit_report(date, date)
594b5f74 function audit_table(text, text, text)
0dc8034e function benchmark_league(date, timestamptz)
12bb69af function benchmark_report(date, timestamptz)
a9399e98 function blocked_items(date)
f31f9714 function body_rating_report(date)
9a26df13 function byte_order_mark(bool)
334c4ef9 function check_measure_change()
baed66e1 function check_measure_row()
f2e59604 function check_money_row()
40be9142 function check_quarter()
d7558c2b function check_quarters()
37b4f229 function check_sign_off()
11e5626b function check_signed_off()
171bc7c7 function checked_days(date, date)
8ec24313 function checked_denominator(text)
97f2c7b4 function checked_plan(int8)
807a534f function checked_quarter(quarter)
200de971 function checked_states(_text)
917ae210 function comparison_report(int8, int8, numeric, date)
a683ad61 function consistency_report(date)
4b6c7e30 function csv_line(_text, text)
a5653a60 function cycle_report(date)
444d163d function data_quality_cases(int8, date)
d774485c function data_quality_report(int8, date)
655b014a function denominator(rag_tally, text)
6f1e7faf function dependencies_from_links(text, date)
b4ce50e2 function dependencies_on(date)
598f3eda function dependency_reach(date)
09926a6f function dependency_report(date)
135424ab function due_report(date)
f5401bf2 function end_of_day(date)
7d6143c8 function evidence_patterns(int8)
2b3e4bd6 function evidence_report(quarter, date, int8)
1a6e4d1d function exceptions_report(quarter, date)
1b53ecb4 function export_cells(imports)
ad591b35 function export_current(text, date)
8fae2be3 function export_form(document_kinds)
dc86803e function export_import(int8, text)
a62d7206 function export_item_cells(imports, document_kinds, date)
c7b8cd5b function export_item_rows(imports, document_kinds)
af4cae1d function export_link_cells(imports, document_kinds, date)
e87ae106 function export_measure_cells(imports, document_kinds)
b6301f42 function export_money_cells(imports, document_kinds)
b1ca68f9 function export_node_cells(imports, document_kinds, date)
37a44102 function export_party_cells(imports, document_kinds)
95655d35 function export_row_nodes(imports, document_kinds, date)
f2b37244 function export_rows(imports, document_kinds, date)
de1e8b87 function export_style(imports)
f7f970bb function figure_quarter(daterange)
718eacb7 function find_nodes(int8, text, text)
f6a5a249 function find_officer(text)
965055db function find_requirement(text)
de7d44b8 function findable_nodes(int8)
c33e8918 function fiscal_start_month()
e4952c33 function follows_code_system(text, text, int4, int4)
bad54f78 function funding_report(date, timestamptz, text)
38e17112 function grid_csv(int8, quarter, quarter, date, text)
5ea76e4f function grid_report(int8, quarter, quarter, date)
3677309a function grid_sql(int8, quarter, quarter, date)
80609c9d function grid_view(int8, text, quarter, quarter, date)
5a61e8a1 function has_byte_order_mark(text)
c4a77f51 function history_time()
88a590b9 function holds_role(text)
a9d80aac function import_add_parties(imports, text, text)
7a0d8d1f function import_analyze(regclass)
b3f67602 function import_cells_sql(import_mappings, int8, _text)
fd307430 function import_check(imports, document_kinds)
0d8a54cb function import_check_baselines(imports, document_kinds)
d8b0c85c function import_check_codes(imports, document_kinds)
1bb63c38 function import_check_figures(imports, document_kinds)
dbea4245 function import_check_headings(text, _text)
39571027 function import_check_links(imports)
338e516d function import_check_mappings(document_kinds)
8a92e922 function import_check_measures(imports, document_kinds)
d23f3013 function import_check_money(imports, document_kinds)
b581e2a0 function import_check_names(imports)
31c6f141 function import_check_node_links(imports, document_kinds)
ddedb403 function import_check_parties(imports, document_kinds)
9e0494c4 function import_check_ratings(imports, document_kinds)
1e4abfa0 function import_clear(regclass, imports)
754419e9 function import_column(text, int4)
660aa068 function import_document(text, text, text, text, timestamptz)
795fc730 function import_effective_on(imports)
136b390e function import_figure_problems(document_kinds)
c627470f function import_finish(imports)
8fc1ae5c function import_kind(text, text)
53e72441 function import_link_rows(imports)
5e8dd164 function import_load(imports, document_kinds)
684c13c0 function import_load_document_items(imports, document_kinds)
ee866c55 function import_load_due_dates(imports)
29337584 function import_load_items(imports, document_kinds)
38b0abb5 function import_load_links(imports)
f0a968a6 function import_load_measures(imports, document_kinds)
d01612a8 function import_load_money(imports, document_kinds)
f36596cf function import_load_names(imports, document_kinds)
e0988a97 function import_load_node_links(imports, document_kinds)
4c69beeb function import_load_nodes(imports, document_kinds)
8037ae03 function import_load_parties(imports, text, text)
8c1c880f function import_load_ratings(imports)
d8c72e11 function import_mapping_problems(document_kinds)
01419731 function import_measure_figures(imports)
6836b890 function import_measure_rows(imports)
f4ee938c function import_money_rows(imports)
561be2dc function import_names(text, text)
835a6a7b function import_new_revisions(_daterange, _daterange)
d880dd83 function import_party_names(imports)
ef317449 function import_problem(text, text)
ba8e8f2d function import_progress(imports, text)
fce49d0d function import_rating_period(import_mappings)
3e1b5a3a function import_reading(text, text, text, int8)
1dd1edec function import_refuse_cells(imports, text, _text, text)
ed427f93 function import_refuse_unreadable(imports)
89ab8aa4 function import_relation(text, regclass, text, timestamptz)
eee368ad function import_source_sql(text, _text)
9672f168 function import_stage(imports, document_kinds)
8097fa5d function import_stage_names(imports)
50ac1f17 function import_staged(imports, document_kinds)
1ecf776f function import_value(text)
5de2431d function import_write_links(imports, document_kinds, text)
0ee5fe10 function is_signed_off(int8, quarter)
7e467ab5 function item_details(date)
e7303d71 function item_link_rows(date)
76015a54 function item_owner_rows(date)
37875d48 function item_quarters(date)
429c930e function item_quarters_as_known(timestamptz, date)
616eb3a8 function joined_names(_text, text)
2c4edbac function kpi_node_report(quarter, date, timestamptz)
95bfee9a function latest_ratings(date)
ff5a9d34 function legend_word(text)
2d823e55 function level_report(text, quarter, date, int8, text, text, numeric)
f9851b44 function links_as_known(timestamptz)
3eeced37 function lock_sign_offs(int8, quarter)
aba415ca function measure_node_links(date)
921f5f40 function measure_report(date, timestamptz)
2ddc070b function measure_summary(date, timestamptz)
44e1a549 function money_links(date, timestamptz)
894abd13 function money_node_report(date, timestamptz)
0085bd90 function money_parts(timestamptz)
0c7cc4f4 function money_period(int4, int4, int4)
49a20433 function money_placements(date, timestamptz)
385f7b40 function money_report(timestamptz)
fb28a8b7 function money_summary(text, date, timestamptz, text)
9ba3d495 function money_unplaced(date, timestamptz)
5bc0ba5b function money_years(daterange)
99333f4c function movement_matrix(date)
3ed7c101 function movement_report(date)
310fba05 function node_rating_report(date)
64b09e41 function normal_name(text)
817e9f0e function officer_may_rate(int8, quarter, rag, text, timestamptz, int8)
aca6d7ed function officer_rating_report(date)
ca54c83c function orphan_report(int8, date)
c17609b9 function overdue_report(date)
4a215d61 function own_items(date)
957c485d function path_report(int8, date, int4)
a0513cee function plan_named(text)
57a4f3de function plan_quarters(date)
c78b98c2 function plan_quarters_as_known(timestamptz)
26d2e4b0 function plan_standings(date)
1a8c28e7 function plausibility_report(int8, date)
bcbd143b function printed_style(_text, text, text, text)
f1230c45 function profile_report(date)
3f737a0d function progress_as_known_on(date)
e1b4f8ff function progress_lines(date, text)
9b06d0fe function progress_on(date, _text)
417880ef function progress_report(date)
a06209d4 function publication_changes(int8, quarter)
448c4a83 function publish_quarter(text, quarter, text)
df0999c5 function published_report(text, quarter, int4)
78d7fbd7 function rated_items(quarter, date, _int8)
67f9b44c function rating_report(date)
d6807777 function ratings_as_known(timestamptz)
a5240110 function read_amount(text)
2c2adda9 function record_item_states()
da02efee function record_link_ends()
4469f308 function refresh_plan(text, text, text, daterange, date, bool)
4a48a5eb function refuse_audit_change()
70a7df6f function refuse_change()
93fb7172 function refuse_closed_plan()
99f39050 function refuse_history_change()
9ae78f9d function refuse_late_figures()
40a42812 function refuse_link_change()
5baf46b4 function register_level()
b82f2eec function reporting_calendar(date, date)
8acf46b4 function requirement_graph(date)
417d3071 function requirement_item_links(date)
9ee84b49 function requirement_items(date)
4eacb8a3 function requirement_links(date)
17559a13 function requirement_nodes(date)
e53a9945 function requirement_report(date)
49c96449 function restatements(int8, quarter)
d7c0cc8b function return_form(text, quarter, int8, text)
1f310486 function return_kind(int8, quarter)
8fe3f753 function returns_outstanding(quarter, date, int8)
291346c1 function rhythm_periods(text, int4, int4, date, date)
481863a4 function risk_report(date)
88bca5c0 function rollup_as_known_on(date, quarter, _int8)
1d48f090 function rollup_item_links(date)
5306ef30 function rollup_node_links(date)
8705134b function rollup_report(quarter, date, _int8)
0f15c8dc function savings_report(date, timestamptz, text)
b4afedde function shares_report(quarter, date, int8)
147ba72e function sign_off_report(date)
c8d4a881 function slippage_report(date)
d6ee7af3 function source_headings(text)
14d4edf4 function source_pattern(text)
dfb7a18d function spc_report(date, timestamptz)
916124e5 function summary_sentence(int8, quarter, date)
25ddc273 function title_words(text)
3f0565fa function trim_cell(text)
12767f87 function uncovered_nodes(date)
c3088423 function unlinked_items(date)
ade2a970 function unmapped_requirements(date)
14367833 function word_list(_text)
d6c93a86 policy register_delete on carry_forward
d6c93a86 policy register_delete on dependency_states
d6c93a86 policy register_delete on due_dates
d6c93a86 policy register_delete on imports
d6c93a86 policy register_delete on item_states
d6c93a86 policy register_delete on link_ends
d6c93a86 policy register_delete on measure_targets
d6c93a86 policy register_delete on measure_values
d6c93a86 policy register_delete on money_lines
d6c93a86 policy register_delete on money_shares
d6c93a86 policy register_delete on peer_values
d6c93a86 policy register_delete on publications
d6c93a86 policy register_delete on ratings
d6c93a86 policy register_delete on risk_scores
d6c93a86 policy register_delete on sign_offs
d02e8629 policy register_insert on carry_forward
d02e8629 policy register_insert on dependency_states
d02e8629 policy register_insert on due_dates
d02e8629 policy register_insert on imports
d02e8629 policy register_insert on item_states
d02e8629 policy register_insert on link_ends
d02e8629 policy register_insert on measure_targets
d02e8629 policy register_insert on measure_values
d02e8629 policy register_insert on money_lines
d02e8629 policy register_insert on money_shares
d02e8629 policy register_insert on peer_values
d02e8629 policy register_insert on publications
d02e8629 policy register_insert on ratings
d02e8629 policy register_insert on risk_scores
d02e8629 policy register_insert on sign_offs
f8d6ad70 policy register_read on carry_forward
f8d6ad70 policy register_read on dependency_states
f8d6ad70 policy register_read on due_dates
f8d6ad70 policy register_read on imports
f8d6ad70 policy register_read on item_states
f8d6ad70 policy register_read on link_ends
f8d6ad70 policy register_read on measure_targets
f8d6ad70 policy register_read on measure_values
f8d6ad70 policy register_read on money_lines
f8d6ad70 policy register_read on money_shares
f8d6ad70 policy register_read on peer_values
f8d6ad70 policy register_read on publications
f8d6ad70 policy register_read on ratings
f8d6ad70 policy register_read on risk_scores
f8d6ad70 policy register_read on sign_offs
d6c93a86 policy register_update on carry_forward
d6c93a86 policy register_update on dependency_states
d6c93a86 policy register_update on due_dates
d6c93a86 policy register_update on imports
d6c93a86 policy register_update on item_states
d6c93a86 policy register_update on link_ends
d6c93a86 policy register_update on measure_targets
d6c93a86 policy register_update on measure_values
d6c93a86 policy register_update on money_lines
d6c93a86 policy register_update on money_shares
d6c93a86 policy register_update on peer_values
d6c93a86 policy register_update on publications
d6c93a86 policy register_update on ratings
d6c93a86 policy register_update on risk_scores
d6c93a86 policy register_update on sign_offs
- sequence audit_log_audit_id_seq
- sequence bodies_body_id_seq
- sequence dependencies_dependency_id_seq
- sequence dependency_states_dependency_state_id_seq
- sequence due_dates_due_date_id_seq
- sequence evidence_words_evidence_word_id_seq
- sequence import_errors_error_number_seq
- sequence imports_import_id_seq
- sequence item_states_item_state_id_seq
- sequence items_item_id_seq
- sequence link_ends_link_end_id_seq
- sequence links_link_id_seq
- sequence measures_measure_id_seq
- sequence money_lines_money_line_id_seq
- sequence money_shares_money_share_id_seq
- sequence nodes_node_id_seq
- sequence officers_officer_id_seq
- sequence organisations_organisation_id_seq
- sequence peer_groups_peer_group_id_seq
- sequence plans_plan_id_seq
- sequence publications_publication_id_seq
- sequence ratings_rating_id_seq
- sequence reporting_rhythms_rhythm_id_seq
- sequence risk_links_risk_link_id_seq
- sequence risk_scores_risk_score_id_seq
- sequence risks_risk_id_seq
- sequence sign_offs_sign_off_id_seq
93880090 table audit_log
55e190e0 table audit_rows
806c61bf table bodies
f802962b table body_aliases
2c51c0e8 table carry_forward
b27a143d table code_systems
b07a9303 table dependencies
772dd63b table dependency_states
1eb8b993 table document_kinds
0db892d2 table due_dates
923eb058 table evidence_words
a86f80f9 table import_cells
88c9bb99 table import_changes
2aedd7aa table import_errors
1493a4d9 table import_mappings
d7fde378 table import_names
2be40889 table import_rows
465de374 table import_subjects
3fa1208a table import_ties
70032a43 table imports
49448114 table item_attributes
234fb9de table item_bodies
3fcaef0f table item_officers
3317368c table item_states
b5713583 table items
bb7b36d0 table legends
97a11ee0 table levels
61392eb1 table link_ends
5cb5860c table links
9c2e761e table measure_nodes
89601c96 table measure_targets
a883312e table measure_values
d53296ba table measures
2a2e3e3f table meetings
d6dddd7d table money_lines
53a4d5ce table money_shares
1f284faf table nodes
d8e1e403 table officer_aliases
43609844 table officer_roles
bd576529 table officers
61aef4f3 table organisations
5ee7bd77 table peer_group_members
f9f88977 table peer_groups
06f001c7 table peer_values
380715e9 table plans
8947f7c6 table publications
e9443ce4 table published_items
36183074 table published_links
4a74684e table published_nodes
ac10fdbe table ratings
4221cedb table reference_kinds
1304ead2 table register_grants
cbc81f84 table register_settings
4726d55f table relations
0c7b7424 table reporting_rhythms
37a60f15 table requirement_aliases
7382e989 table risk_escalations
bbbad348 table risk_links
fcfe5fbd table risk_officers
47da24e9 table risk_scores
a8ac57d6 table risks
e2b75a42 table sign_off_steps
19a6a29d table sign_offs
a21f55f1 trigger audit_delete on bodies
a21f55f1 trigger audit_delete on body_aliases
a21f55f1 trigger audit_delete on carry_forward
a21f55f1 trigger audit_delete on code_systems
a21f55f1 trigger audit_delete on dependencies
a21f55f1 trigger audit_delete on dependency_states
a21f55f1 trigger audit_delete on document_kinds
a21f55f1 trigger audit_delete on due_dates
a21f55f1 trigger audit_delete on evidence_words
a21f55f1 trigger audit_delete on import_errors
a21f55f1 trigger audit_delete on import_mappings
a21f55f1 trigger audit_delete on import_rows
a21f55f1 trigger audit_delete on imports
a21f55f1 trigger audit_delete on item_attributes
a21f55f1 trigger audit_delete on item_bodies
a21f55f1 trigger audit_delete on item_officers
a21f55f1 trigger audit_delete on item_states
a21f55f1 trigger audit_delete on items
a21f55f1 trigger audit_delete on legends
a21f55f1 trigger audit_delete on levels
a21f55f1 trigger audit_delete on link_ends
a21f55f1 trigger audit_delete on links
a21f55f1 trigger audit_delete on measure_nodes
a21f55f1 trigger audit_delete on measure_targets
a21f55f1 trigger audit_delete on measure_values
a21f55f1 trigger audit_delete on measures
a21f55f1 trigger audit_delete on meetings
a21f55f1 trigger audit_delete on money_lines
a21f55f1 trigger audit_delete on money_shares
a21f55f1 trigger audit_delete on nodes
a21f55f1 trigger audit_delete on officer_aliases
a21f55f1 trigger audit_delete on officer_roles
a21f55f1 trigger audit_delete on officers
a21f55f1 trigger audit_delete on organisations
a21f55f1 trigger audit_delete on peer_group_members
a21f55f1 trigger audit_delete on peer_groups
a21f55f1 trigger audit_delete on peer_values
a21f55f1 trigger audit_delete on plans
a21f55f1 trigger audit_delete on publications
a21f55f1 trigger audit_delete on published_items
a21f55f1 trigger audit_delete on published_links
a21f55f1 trigger audit_delete on published_nodes
a21f55f1 trigger audit_delete on ratings
a21f55f1 trigger audit_delete on reference_kinds
a21f55f1 trigger audit_delete on register_grants
a21f55f1 trigger audit_delete on register_settings
a21f55f1 trigger audit_delete on relations
a21f55f1 trigger audit_delete on reporting_rhythms
a21f55f1 trigger audit_delete on requirement_aliases
a21f55f1 trigger audit_delete on risk_escalations
a21f55f1 trigger audit_delete on risk_links
a21f55f1 trigger audit_delete on risk_officers
a21f55f1 trigger audit_delete on risk_scores
a21f55f1 trigger audit_delete on risks
a21f55f1 trigger audit_delete on sign_off_steps
a21f55f1 trigger audit_delete on sign_offs
a21f55f1 trigger audit_insert on bodies
a21f55f1 trigger audit_insert on body_aliases
a21f55f1 trigger audit_insert on carry_forward
a21f55f1 trigger audit_insert on code_systems
a21f55f1 trigger audit_insert on dependencies
a21f55f1 trigger audit_insert on dependency_states
a21f55f1 trigger audit_insert on document_kinds
a21f55f1 trigger audit_insert on due_dates
a21f55f1 trigger audit_insert on evidence_words
a21f55f1 trigger audit_insert on import_errors
a21f55f1 trigger audit_insert on import_mappings
a21f55f1 trigger audit_insert on import_rows
a21f55f1 trigger audit_insert on imports
a21f55f1 trigger audit_insert on item_attributes
a21f55f1 trigger audit_insert on item_bodies
a21f55f1 trigger audit_insert on item_officers
a21f55f1 trigger audit_insert on item_states
a21f55f1 trigger audit_insert on items
a21f55f1 trigger audit_insert on legends
a21f55f1 trigger audit_insert on levels
a21f55f1 trigger audit_insert on link_ends
a21f55f1 trigger audit_insert on links
a21f55f1 trigger audit_insert on measure_nodes
a21f55f1 trigger audit_insert on measure_targets
a21f55f1 trigger audit_insert on measure_values
a21f55f1 trigger audit_insert on measures
a21f55f1 trigger audit_insert on meetings
a21f55f1 trigger audit_insert on money_lines
a21f55f1 trigger audit_insert on money_shares
a21f55f1 trigger audit_insert on nodes
a21f55f1 trigger audit_insert on officer_aliases
a21f55f1 trigger audit_insert on officer_roles
a21f55f1 trigger audit_insert on officers
a21f55f1 trigger audit_insert on organisations
a21f55f1 trigger audit_insert on peer_group_members
a21f55f1 trigger audit_insert on peer_groups
a21f55f1 trigger audit_insert on peer_values
a21f55f1 trigger audit_insert on plans
a21f55f1 trigger audit_insert on publications
a21f55f1 trigger audit_insert on published_items
a21f55f1 trigger audit_insert on published_links
a21f55f1 trigger audit_insert on published_nodes
a21f55f1 trigger audit_insert on ratings
a21f55f1 trigger audit_insert on reference_kinds
a21f55f1 trigger audit_insert on register_grants
a21f55f1 trigger audit_insert on relations
a21f55f1 trigger audit_insert on reporting_rhythms
a21f55f1 trigger audit_insert on requirement_aliases
a21f55f1 trigger audit_insert on risk_escalations
a21f55f1 trigger audit_insert on risk_links
a21f55f1 trigger audit_insert on risk_officers
a21f55f1 trigger audit_insert on risk_scores
a21f55f1 trigger audit_insert on risks
a21f55f1 trigger audit_insert on sign_off_steps
a21f55f1 trigger audit_insert on sign_offs
ed95dcb4 trigger audit_log_append_only on audit_log
ed95dcb4 trigger audit_rows_append_only on audit_rows
a21f55f1 trigger audit_truncate on bodies
a21f55f1 trigger audit_truncate on body_aliases
a21f55f1 trigger audit_truncate on carry_forward
a21f55f1 trigger audit_truncate on code_systems
a21f55f1 trigger audit_truncate on dependencies
a21f55f1 trigger audit_truncate on dependency_states
a21f55f1 trigger audit_truncate on document_kinds
a21f55f1 trigger audit_truncate on due_dates
a21f55f1 trigger audit_truncate on evidence_words
a21f55f1 trigger audit_truncate on import_errors
a21f55f1 trigger audit_truncate on import_mappings
a21f55f1 trigger audit_truncate on import_rows
a21f55f1 trigger audit_truncate on imports
a21f55f1 trigger audit_truncate on item_attributes
a21f55f1 trigger audit_truncate on item_bodies
a21f55f1 trigger audit_truncate on item_officers
a21f55f1 trigger audit_truncate on item_states
a21f55f1 trigger audit_truncate on items
a21f55f1 trigger audit_truncate on legends
a21f55f1 trigger audit_truncate on levels
a21f55f1 trigger audit_truncate on link_ends
a21f55f1 trigger audit_truncate on links
a21f55f1 trigger audit_truncate on measure_nodes
a21f55f1 trigger audit_truncate on measure_targets
a21f55f1 trigger audit_truncate on measure_values
a21f55f1 trigger audit_truncate on measures
a21f55f1 trigger audit_truncate on meetings
a21f55f1 trigger audit_truncate on money_lines
a21f55f1 trigger audit_truncate on money_shares
a21f55f1 trigger audit_truncate on nodes
a21f55f1 trigger audit_truncate on officer_aliases
a21f55f1 trigger audit_truncate on officer_roles
a21f55f1 trigger audit_truncate on officers
a21f55f1 trigger audit_truncate on organisations
a21f55f1 trigger audit_truncate on peer_group_members
a21f55f1 trigger audit_truncate on peer_groups
a21f55f1 trigger audit_truncate on peer_values
a21f55f1 trigger audit_truncate on plans
a21f55f1 trigger audit_truncate on publications
a21f55f1 trigger audit_truncate on published_items
a21f55f1 trigger audit_truncate on published_links
a21f55f1 trigger audit_truncate on published_nodes
a21f55f1 trigger audit_truncate on ratings
a21f55f1 trigger audit_truncate on reference_kinds
a21f55f1 trigger audit_truncate on register_grants
a21f55f1 trigger audit_truncate on register_settings
a21f55f1 trigger audit_truncate on relations
a21f55f1 trigger audit_truncate on reporting_rhythms
a21f55f1 trigger audit_truncate on requirement_aliases
a21f55f1 trigger audit_truncate on risk_escalations
a21f55f1 trigger audit_truncate on risk_links
a21f55f1 trigger audit_truncate on risk_officers
a21f55f1 trigger audit_truncate on risk_scores
a21f55f1 trigger audit_truncate on risks
a21f55f1 trigger audit_truncate on sign_off_steps
a21f55f1 trigger audit_truncate on sign_offs
a21f55f1 trigger audit_update on bodies
a21f55f1 trigger audit_update on body_aliases
a21f55f1 trigger audit_update on carry_forward
a21f55f1 trigger audit_update on code_systems
a21f55f1 trigger audit_update on dependencies
a21f55f1 trigger audit_update on dependency_states
a21f55f1 trigger audit_update on document_kinds
a21f55f1 trigger audit_update on due_dates
a21f55f1 trigger audit_update on evidence_words
a21f55f1 trigger audit_update on import_errors
a21f55f1 trigger audit_update on import_mappings
a21f55f1 trigger audit_update on import_rows
a21f55f1 trigger audit_update on imports
a21f55f1 trigger audit_update on item_attributes
a21f55f1 trigger audit_update on item_bodies
a21f55f1 trigger audit_update on item_officers
a21f55f1 trigger audit_update on item_states
a21f55f1 trigger audit_update on items
a21f55f1 trigger audit_update on legends
a21f55f1 trigger audit_update on levels
a21f55f1 trigger audit_update on link_ends
a21f55f1 trigger audit_update on links
a21f55f1 trigger audit_update on measure_nodes
a21f55f1 trigger audit_update on measure_targets
a21f55f1 trigger audit_update on measure_values
a21f55f1 trigger audit_update on measures
a21f55f1 trigger audit_update on meetings
a21f55f1 trigger audit_update on money_lines
a21f55f1 trigger audit_update on money_shares
a21f55f1 trigger audit_update on nodes
a21f55f1 trigger audit_update on officer_aliases
a21f55f1 trigger audit_update on officer_roles
a21f55f1 trigger audit_update on officers
a21f55f1 trigger audit_update on organisations
a21f55f1 trigger audit_update on peer_group_members
a21f55f1 trigger audit_update on peer_groups
a21f55f1 trigger audit_update on peer_values
a21f55f1 trigger audit_update on plans
a21f55f1 trigger audit_update on publications
a21f55f1 trigger audit_update on published_items
a21f55f1 trigger audit_update on published_links
a21f55f1 trigger audit_update on published_nodes
a21f55f1 trigger audit_update on ratings
a21f55f1 trigger audit_update on reference_kinds
a21f55f1 trigger audit_update on register_grants
a21f55f1 trigger audit_update on register_settings
a21f55f1 trigger audit_update on relations
a21f55f1 trigger audit_update on reporting_rhythms
a21f55f1 trigger audit_update on requirement_aliases
a21f55f1 trigger audit_update on risk_escalations
a21f55f1 trigger audit_update on risk_links
a21f55f1 trigger audit_update on risk_officers
a21f55f1 trigger audit_update on risk_scores
a21f55f1 trigger audit_update on risks
a21f55f1 trigger audit_update on sign_off_steps
a21f55f1 trigger audit_update on sign_offs
ba1f3a2a trigger dependency_states_append_only on dependency_states
5062f9ae trigger due_dates_append_only on due_dates
fd9efc24 trigger due_dates_closed_plan_insert on due_dates
11638b84 trigger item_states_append_only on item_states
23ea83f8 trigger item_states_apply on item_states
33447ba3 trigger items_closed_plan_delete on items
fd9efc24 trigger items_closed_plan_insert on items
2806f945 trigger items_closed_plan_update on items
f77f8dbd trigger items_record_first_state on items
0a11f067 trigger items_record_state on items
11638b84 trigger link_ends_append_only on link_ends
fd9efc24 trigger links_closed_plan_insert on links
2806f945 trigger links_closed_plan_update on links
21cc4ae0 trigger links_keep on links
5aa69dac trigger links_keep_ends on links
14ecc277 trigger links_record_end on links
cdf8d2fa trigger measure_targets_append_only on measure_targets
ce30b77c trigger measure_targets_check_quarter on measure_targets
50657350 trigger measure_targets_check_row on measure_targets
11638b84 trigger measure_values_append_only on measure_values
ce30b77c trigger measure_values_check_quarter on measure_values
f7761317 trigger measure_values_check_row on measure_values
4c375e1b trigger measures_check_change on measures
11638b84 trigger money_lines_append_only on money_lines
7c5fc84d trigger money_lines_check_row on money_lines
58b4281c trigger money_shares_append_only on money_shares
7d054dc4 trigger money_shares_check_row on money_shares
33447ba3 trigger nodes_closed_plan_delete on nodes
fd9efc24 trigger nodes_closed_plan_insert on nodes
2806f945 trigger nodes_closed_plan_update on nodes
11638b84 trigger peer_values_append_only on peer_values
ce30b77c trigger peer_values_check_quarter on peer_values
f7761317 trigger peer_values_check_row on peer_values
b19326a4 trigger publications_append_only on publications
ce30b77c trigger publications_check_quarter on publications
cc171c2b trigger publications_closed on publications
ae7e7f42 trigger publications_signed_off on publications
b19326a4 trigger published_items_append_only on published_items
e607deb4 trigger published_items_closed on published_items
b19326a4 trigger published_links_append_only on published_links
e607deb4 trigger published_links_closed on published_links
b19326a4 trigger published_nodes_append_only on published_nodes
e607deb4 trigger published_nodes_closed on published_nodes
11638b84 trigger ratings_append_only on ratings
ce30b77c trigger ratings_check_quarter on ratings
fd9efc24 trigger ratings_closed_plan_insert on ratings
ba1f3a2a trigger risk_scores_append_only on risk_scores
ba1f3a2a trigger sign_offs_append_only on sign_offs
228e72a0 trigger sign_offs_check on sign_offs
dd22a847 view audit_report
b4c5b478 view benchmark_league
ccd61b3a view benchmark_report
d7c9ac0c view bi.bi_benchmark
da80a3b0 view bi.bi_body
57fdd50d view bi.bi_carry_forward
8e6fb8db view bi.bi_dependency
83a1da77 view bi.bi_due
7684ac66 view bi.bi_item
946e03af view bi.bi_item_body
42bcd16e view bi.bi_item_officer
0fbbb341 view bi.bi_item_state
76fc4f9e view bi.bi_link
b09a097b view bi.bi_measure
90a4f34b view bi.bi_measure_node
4b17644a view bi.bi_measure_value
3edf5676 view bi.bi_money
a8126833 view bi.bi_node
0673068a view bi.bi_officer
5162770b view bi.bi_peer_group
14c8b005 view bi.bi_plan
bd004650 view bi.bi_progress
defc3ff9 view bi.bi_publication
dfa6ad29 view bi.bi_published_item
4fe75236 view bi.bi_published_node
b44ce981 view bi.bi_quarter
b51e79e1 view bi.bi_rating
c045eded view bi.bi_restatement
dedafd22 view bi.bi_risk
2b2ee7a3 view bi.bi_rollup
5730497e view bi.bi_scale
73f657cf view bi.bi_unsafe_columns
fcb6f9a3 view blocked_items
522b1f55 view body_rating_report
fe40b7bf view code_report
f3ebfebc view comparison_report
e24bf1b6 view consistency_report
518d1d53 view cycle_report
fbf7f3f4 view data_notes
dc777a1b view data_quality_report
4da39ca7 view dependency_report
ff2e6c0b view due_report
db2abda7 view evidence_report
10a350bc view exceptions_report
78da6ee1 view funding_report
f7957351 view import_report
639aa886 view item_dates
8a6380be view item_node_links
09c3b945 view item_quarters
3eec4413 view kpi_node_report
ff8117c0 view latest_ratings
05d50b09 view measure_names
05b6e1ba view measure_report
2973837c view measure_summary
aad79d24 view money_node_report
5b76853a view money_report
7290ffe8 view money_unplaced
fa52bf89 view movement_matrix
8a103bd4 view movement_report
2e81bf8b view node_links
2ad28223 view node_rating_report
45c378d9 view officer_rating_report
1ea5c643 view orphan_report
8a78cb5e view overdue_report
ddfbebf5 view own_items
d43e8a99 view path_report
d082c581 view plan_legends
900f7b44 view plan_names
688dde00 view plan_quarters
a997350f view plausibility_report
b24d1229 view profile_report
7b0ed01f view progress_lines
d370eb9d view progress_report
1bfc6c2d view publication_editions
e8a50478 view published_node_report
dd58cf97 view published_progress
8298741a view published_report
472b7c20 view quarter_ratings
6225b4bd view rating_report
f751d8f4 view reference_ends
1e61bc85 view reporting_calendar
a61c7932 view requirement_report
1cc1de37 view restatements
80a4f857 view returns_outstanding
fb33e46a view risk_report
6d478d33 view rollup_report
f38e87f3 view savings_report
0ff9d5ff view shares_report
e121c546 view sign_off_report
dcf36dca view slippage_report
396d830b view spc_report
b60f94d1 view supersession_report
4a5e9626 view target_revisions
184e6202 view turned_links
b3e94f6a view uncovered_nodes
1e083738 view unlinked_items
b8228087 view unmapped_requirements
$list$), ('0.5.0', false, $list$
6f9387ce column bi.bi_item_absence.absent_from
909bb660 column bi.bi_item_absence.absent_to
144dfdd1 column bi.bi_item_absence.item_key
f3ae79e1 column bi.bi_item_absence.plan_key
df818e84 column bi.bi_item_absence.state
ea802014 column bi.bi_item_absence.state_reason
e9b35912 column dates_in_force.current_due
f73afabe column dates_in_force.current_period
32eb6008 column dates_in_force.item_id
b6851c17 column dates_in_force.milestone
0ffa2ee2 column item_absences.absent_from
06a83a7c column item_absences.absent_to
32eb6008 column item_absences.item_id
ab9e740a column item_absences.plan_id
ea802014 column item_absences.reason
8c70406d column item_absences.state
1d902279 column item_states.since
b10111c2 column items.state_since
ee3981d4 column plans.counts_from
4a22dfb5 column restatements.cause
8c3a4c03 function checked_plans(_int8)
74a60184 function data_quality_cases(int8, date)
03319474 function data_quality_rows(int8, date)
879d572a function item_absences_as_known(timestamptz)
474074e3 function known_item_quarters(timestamptz, date)
25ada979 function officer_may_rate(int8, quarter, rag, text, timestamptz, int8)
759f9f6e function plans_to_come(date)
380c1934 function refresh_plan(text, text, text, daterange, date, bool)
bb8c872c function refuse_closed_plan()
fd4a963c function refuse_early_ratings()
cd59c64b function renew_statistics(regclass)
1a2d45b0 function returns_outstanding(quarter, date, int8)
51ce41f6 function shares_report(quarter, date, int8)
6c04d1f9 function uncovered_nodes(date)
f8325208 table item_states
8e979fa7 trigger ratings_early_insert on ratings
ef7497fd view bi.bi_item_absence
0f591266 view dates_in_force
88ad8d54 view item_absences
1575f3bb view uncovered_nodes
$list$)
  ), lines AS (
    SELECT DISTINCT ON (substr(line, strpos(line, ' ') + 1))
           substr(line, strpos(line, ' ') + 1) AS object, split_part(line, ' ', 1) AS mark
    FROM lists AS l, regexp_split_to_table(trim(E'\n' FROM l.objects), E'\n') AS line
    WHERE line <> ''
      AND of_layout IN (SELECT k.layout FROM lists AS k)
      AND string_to_array(l.layout, '.')::integer[] <= string_to_array(of_layout, '.')::integer[]
      AND string_to_array(l.layout, '.')::integer[] >= (SELECT max(string_to_array(w.layout, '.')::integer[]) FROM lists AS w
                                      WHERE w.is_whole AND string_to_array(w.layout, '.')::integer[] <= string_to_array(of_layout, '.')::integer[])
    ORDER BY substr(line, strpos(line, ' ') + 1), string_to_array(l.layout, '.')::integer[] DESC
  )
  SELECT lines.object, CASE WHEN lines.mark <> '-' THEN lines.mark END FROM lines WHERE lines.mark <> '!';
END;
COMMENT ON FUNCTION register_objects(text) IS 'The tables, columns, views, functions, triggers and policies of a register of a given layout, with a digest of each one''s released comment; no rows for a layout this version does not know.';
