-- What an upgrade needs to know of a register of 0.5.0, and what brings its tables to the form they have now.

-- Such a register was made without a manifest: what it is made of, by names.  An empty digest marks
-- what a statement of its own made, so that it goes if none makes it any more.  The manifest itself is named too.
INSERT INTO register_manifest (object, kind, statement_digest)
SELECT k.kind || ' ' || n, k.kind, CASE WHEN k.kind IN ('table', 'view', 'function') THEN '' END
  FROM (VALUES
  ('function', $names$
    amount_qualifier(text); apply_item_states(); as_known_on(date);
    assurance_pack(text, quarter, date); audit_change(); audit_coverage(); audit_report(date, date);
    audit_table(text, text, text); benchmark_league(date, timestamptz); benchmark_report(date, timestamptz);
    blocked_items(date); body_rating_report(date); byte_order_mark(bool); check_measure_change(); check_measure_row();
    check_money_row(); check_quarter(); check_quarters(); check_sign_off(); check_signed_off(); checked_days(date, date);
    checked_denominator(text); checked_plan(int8); checked_plans(_int8); checked_quarter(quarter); checked_states(_text);
    comparison_report(int8, int8, numeric, date); consistency_report(date); csv_line(_text, text); cycle_report(date);
    data_quality_cases(int8, date); data_quality_report(int8, date); data_quality_rows(int8, date);
    denominator(rag_tally, text); dependencies_from_links(text, date); dependencies_on(date); dependency_reach(date);
    dependency_report(date); due_report(date); end_of_day(date); evidence_patterns(int8); evidence_report(quarter, date, int8);
    exceptions_report(quarter, date); export_cells(imports); export_current(text, date); export_form(document_kinds);
    export_import(int8, text); export_item_cells(imports, document_kinds, date); export_item_rows(imports, document_kinds);
    export_link_cells(imports, document_kinds, date); export_measure_cells(imports, document_kinds);
    export_money_cells(imports, document_kinds); export_node_cells(imports, document_kinds, date);
    export_party_cells(imports, document_kinds); export_row_nodes(imports, document_kinds, date);
    export_rows(imports, document_kinds, date); export_style(imports); figure_quarter(daterange); find_nodes(int8, text, text);
    find_officer(text); find_requirement(text); findable_nodes(int8); fiscal_start_month();
    follows_code_system(text, text, int4, int4); funding_report(date, timestamptz, text);
    grid_csv(int8, quarter, quarter, date, text); grid_report(int8, quarter, quarter, date);
    grid_sql(int8, quarter, quarter, date); grid_view(int8, text, quarter, quarter, date); has_byte_order_mark(text);
    history_time(); holds_role(text); import_add_parties(imports, text, text); import_analyze(regclass);
    import_cells_sql(import_mappings, int8, _text); import_check(imports, document_kinds);
    import_check_baselines(imports, document_kinds); import_check_codes(imports, document_kinds);
    import_check_figures(imports, document_kinds); import_check_headings(text, _text); import_check_links(imports);
    import_check_mappings(document_kinds); import_check_measures(imports, document_kinds);
    import_check_money(imports, document_kinds); import_check_names(imports); import_check_node_links(imports, document_kinds);
    import_check_parties(imports, document_kinds); import_check_ratings(imports, document_kinds);
    import_clear(regclass, imports); import_column(text, int4); import_document(text, text, text, text, timestamptz);
    import_effective_on(imports); import_figure_problems(document_kinds); import_finish(imports); import_kind(text, text);
    import_link_rows(imports); import_load(imports, document_kinds); import_load_document_items(imports, document_kinds);
    import_load_due_dates(imports); import_load_items(imports, document_kinds); import_load_links(imports);
    import_load_measures(imports, document_kinds); import_load_money(imports, document_kinds);
    import_load_names(imports, document_kinds); import_load_node_links(imports, document_kinds);
    import_load_nodes(imports, document_kinds); import_load_parties(imports, text, text); import_load_ratings(imports);
    import_mapping_problems(document_kinds); import_measure_figures(imports); import_measure_rows(imports);
    import_money_rows(imports); import_names(text, text); import_new_revisions(_daterange, _daterange);
    import_party_names(imports); import_problem(text, text); import_progress(imports, text);
    import_rating_period(import_mappings); import_reading(text, text, text, int8);
    import_refuse_cells(imports, text, _text, text); import_refuse_unreadable(imports);
    import_relation(text, regclass, text, timestamptz); import_source_sql(text, _text); import_stage(imports, document_kinds);
    import_stage_names(imports); import_staged(imports, document_kinds); import_value(text);
    import_write_links(imports, document_kinds, text); is_signed_off(int8, quarter); item_absences_as_known(timestamptz);
    item_details(date); item_link_rows(date); item_owner_rows(date); item_quarters(date);
    item_quarters_as_known(timestamptz, date); joined_names(_text, text); known_item_quarters(timestamptz, date);
    kpi_node_report(quarter, date, timestamptz); latest_ratings(date); legend_word(text);
    level_report(text, quarter, date, int8, text, text, numeric); links_as_known(timestamptz); lock_sign_offs(int8, quarter);
    measure_node_links(date); measure_report(date, timestamptz); measure_summary(date, timestamptz);
    money_links(date, timestamptz); money_node_report(date, timestamptz); money_parts(timestamptz);
    money_period(int4, int4, int4); money_placements(date, timestamptz); money_report(timestamptz);
    money_summary(text, date, timestamptz, text); money_unplaced(date, timestamptz); money_years(daterange);
    movement_matrix(date); movement_report(date); node_rating_report(date); normal_name(text);
    officer_may_rate(int8, quarter, rag, text, timestamptz, int8); officer_rating_report(date); orphan_report(int8, date);
    overdue_report(date); own_items(date); path_report(int8, date, int4); plan_named(text); plan_quarters(date);
    plan_quarters_as_known(timestamptz); plan_standings(date); plans_to_come(date); plausibility_report(int8, date);
    printed_style(_text, text, text, text); profile_report(date); progress_as_known_on(date); progress_lines(date, text);
    progress_on(date, _text); progress_report(date); publication_changes(int8, quarter); publish_quarter(text, quarter, text);
    published_report(text, quarter, int4); rated_items(quarter, date, _int8); rating_report(date);
    ratings_as_known(timestamptz); read_amount(text); record_item_states(); record_link_ends();
    refresh_plan(text, text, text, daterange, date, bool); refuse_audit_change(); refuse_change(); refuse_closed_plan();
    refuse_early_ratings(); refuse_history_change(); refuse_late_figures(); refuse_link_change(); register_level();
    renew_statistics(regclass); reporting_calendar(date, date); requirement_graph(date); requirement_item_links(date);
    requirement_items(date); requirement_links(date); requirement_nodes(date); requirement_report(date);
    restatements(int8, quarter); return_form(text, quarter, int8, text); return_kind(int8, quarter);
    returns_outstanding(quarter, date, int8); rhythm_periods(text, int4, int4, date, date); risk_report(date);
    rollup_as_known_on(date, quarter, _int8); rollup_item_links(date); rollup_node_links(date);
    rollup_report(quarter, date, _int8); savings_report(date, timestamptz, text); shares_report(quarter, date, int8);
    sign_off_report(date); slippage_report(date); source_headings(text); source_pattern(text); spc_report(date, timestamptz);
    summary_sentence(int8, quarter, date); title_words(text); trim_cell(text); uncovered_nodes(date); unlinked_items(date);
    unmapped_requirements(date); word_list(_text);$names$),
  ('index', $names$
    audit_log_at_idx on audit_log; audit_log_pkey on audit_log; audit_rows_pkey on audit_rows;
    bodies_name_key on bodies; bodies_normal_name_idx on bodies; bodies_pkey on bodies;
    body_aliases_body_id_idx on body_aliases; body_aliases_normal_name_idx on body_aliases; body_aliases_pkey on body_aliases;
    carry_forward_new_item_id_idx on carry_forward; carry_forward_pkey on carry_forward;
    code_systems_level_idx on code_systems; code_systems_pkey on code_systems;
    dependencies_item_id_on_item_id_on_node_id_on_event_key on dependencies; dependencies_link_id_idx on dependencies;
    dependencies_on_item_id_idx on dependencies; dependencies_on_node_id_idx on dependencies;
    dependencies_pkey on dependencies; dependency_states_dependency_id_since_idx on dependency_states;
    dependency_states_pkey on dependency_states; document_kinds_pkey on document_kinds;
    due_dates_item_id_milestone_revision_key on due_dates; due_dates_pkey on due_dates; evidence_words_pkey on evidence_words;
    evidence_words_plan_id_source_word_key on evidence_words; import_cells_pkey on import_cells;
    import_changes_pkey on import_changes; import_errors_import_id_line_idx on import_errors;
    import_errors_pkey on import_errors; import_mappings_pkey on import_mappings; import_rows_pkey on import_rows;
    import_subjects_pkey on import_subjects; import_ties_import_id_subject_id_role_idx on import_ties;
    imports_kind_idx on imports; imports_pkey on imports; item_attributes_pkey on item_attributes;
    item_bodies_body_id_idx on item_bodies; item_bodies_pkey on item_bodies; item_officers_officer_id_idx on item_officers;
    item_officers_pkey on item_officers; item_states_item_id_recorded_at_item_state_id_idx on item_states;
    item_states_pkey on item_states; items_code_idx on items; items_pkey on items; items_plan_id_ref_key on items;
    legends_pkey on legends; legends_plan_id_legend_word_idx on legends; levels_pkey on levels;
    link_ends_link_id_recorded_at_link_end_id_idx on link_ends; link_ends_pkey on link_ends;
    links_from_item_id_from_node_id_to_item_id_to_node_id_relat_key on links; links_from_node_id_idx on links;
    links_pkey on links; links_relation_idx on links; links_to_item_id_idx on links; links_to_node_id_idx on links;
    measure_nodes_node_id_idx on measure_nodes; measure_nodes_pkey on measure_nodes; measure_targets_pkey on measure_targets;
    measure_values_pkey on measure_values; measures_node_id_idx on measures; measures_pkey on measures;
    measures_plan_id_ref_key on measures; meetings_pkey on meetings; money_lines_item_id_idx on money_lines;
    money_lines_node_id_idx on money_lines; money_lines_pkey on money_lines; money_lines_statement_key on money_lines;
    money_shares_item_id_idx on money_shares; money_shares_node_id_idx on money_shares; money_shares_pkey on money_shares;
    money_shares_plan_id_ref_recorded_at_item_id_node_id_key on money_shares; nodes_code_idx on nodes;
    nodes_level_ref_idx on nodes; nodes_pkey on nodes; nodes_plan_id_level_ref_key on nodes;
    officer_aliases_normal_name_idx on officer_aliases; officer_aliases_officer_id_idx on officer_aliases;
    officer_aliases_pkey on officer_aliases; officer_roles_officer_id_idx on officer_roles;
    officer_roles_pkey on officer_roles; officers_name_key on officers; officers_normal_name_idx on officers;
    officers_pkey on officers; organisations_normal_name_idx on organisations; organisations_pkey on organisations;
    peer_group_members_int8range_int8range1_daterange_excl on peer_group_members;
    peer_group_members_organisation_id_idx on peer_group_members; peer_group_members_pkey on peer_group_members;
    peer_groups_name_key on peer_groups; peer_groups_pkey on peer_groups; peer_values_organisation_id_idx on peer_values;
    peer_values_pkey on peer_values; plans_pkey on plans; plans_title_version_key on plans; publications_pkey on publications;
    publications_plan_id_quarter_edition_key on publications; published_items_item_id_idx on published_items;
    published_items_pkey on published_items; published_links_link_id_idx on published_links;
    published_links_pkey on published_links; published_nodes_node_id_idx on published_nodes;
    published_nodes_pkey on published_nodes; ratings_in_force on ratings; ratings_pkey on ratings;
    ratings_quarter_idx on ratings; reference_kinds_pkey on reference_kinds; register_grants_pkey on register_grants;
    register_manifest_pkey on register_manifest; register_settings_pkey on register_settings; relations_pkey on relations;
    reporting_rhythms_body_id_idx on reporting_rhythms; reporting_rhythms_pkey on reporting_rhythms;
    reporting_rhythms_plan_id_idx on reporting_rhythms;
    reporting_rhythms_report_body_id_plan_id_requirement_id_rhy_key on reporting_rhythms;
    reporting_rhythms_requirement_id_idx on reporting_rhythms; requirement_aliases_node_id_idx on requirement_aliases;
    requirement_aliases_normal_name_idx on requirement_aliases; requirement_aliases_pkey on requirement_aliases;
    risk_escalations_pkey on risk_escalations; risk_escalations_to_risk_id_idx on risk_escalations;
    risk_links_item_id_idx on risk_links; risk_links_node_id_idx on risk_links; risk_links_pkey on risk_links;
    risk_links_plan_id_idx on risk_links; risk_links_risk_id_item_id_node_id_plan_id_valid_from_key on risk_links;
    risk_officers_officer_id_idx on risk_officers; risk_officers_pkey on risk_officers; risk_scores_pkey on risk_scores;
    risk_scores_risk_id_scored_on_idx on risk_scores; risks_pkey on risks; risks_ref_key on risks;
    sign_off_steps_body_id_idx on sign_off_steps; sign_off_steps_officer_id_idx on sign_off_steps;
    sign_off_steps_pkey on sign_off_steps; sign_off_steps_plan_id_step_key on sign_off_steps; sign_offs_pkey on sign_offs;
    sign_offs_plan_id_quarter_step_idx on sign_offs;$names$),
  ('policy', $names$
    register_delete on carry_forward; register_delete on dependency_states;
    register_delete on due_dates; register_delete on imports; register_delete on item_states; register_delete on link_ends;
    register_delete on measure_targets; register_delete on measure_values; register_delete on money_lines;
    register_delete on money_shares; register_delete on peer_values; register_delete on publications;
    register_delete on ratings; register_delete on risk_scores; register_delete on sign_offs; register_insert on carry_forward;
    register_insert on dependency_states; register_insert on due_dates; register_insert on imports;
    register_insert on item_states; register_insert on link_ends; register_insert on measure_targets;
    register_insert on measure_values; register_insert on money_lines; register_insert on money_shares;
    register_insert on peer_values; register_insert on publications; register_insert on ratings;
    register_insert on risk_scores; register_insert on sign_offs; register_read on carry_forward;
    register_read on dependency_states; register_read on due_dates; register_read on imports; register_read on item_states;
    register_read on link_ends; register_read on measure_targets; register_read on measure_values;
    register_read on money_lines; register_read on money_shares; register_read on peer_values; register_read on publications;
    register_read on ratings; register_read on risk_scores; register_read on sign_offs; register_update on carry_forward;
    register_update on dependency_states; register_update on due_dates; register_update on imports;
    register_update on item_states; register_update on link_ends; register_update on measure_targets;
    register_update on measure_values; register_update on money_lines; register_update on money_shares;
    register_update on peer_values; register_update on publications; register_update on ratings;
    register_update on risk_scores; register_update on sign_offs;$names$),
  ('sequence', $names$
    audit_log_audit_id_seq; bodies_body_id_seq; dependencies_dependency_id_seq;
    dependency_states_dependency_state_id_seq; due_dates_due_date_id_seq; evidence_words_evidence_word_id_seq;
    import_errors_error_number_seq; imports_import_id_seq; item_states_item_state_id_seq; items_item_id_seq;
    link_ends_link_end_id_seq; links_link_id_seq; measures_measure_id_seq; money_lines_money_line_id_seq;
    money_shares_money_share_id_seq; nodes_node_id_seq; officers_officer_id_seq; organisations_organisation_id_seq;
    peer_groups_peer_group_id_seq; plans_plan_id_seq; publications_publication_id_seq; ratings_rating_id_seq;
    reporting_rhythms_rhythm_id_seq; risk_links_risk_link_id_seq; risk_scores_risk_score_id_seq; risks_risk_id_seq;
    sign_offs_sign_off_id_seq;$names$),
  ('table', $names$
    audit_log; audit_rows; bodies; body_aliases; carry_forward; code_systems; dependencies;
    dependency_states; document_kinds; due_dates; evidence_words; import_cells; import_changes; import_errors; import_mappings;
    import_names; import_rows; import_subjects; import_ties; imports; item_attributes; item_bodies; item_officers; item_states;
    items; legends; levels; link_ends; links; measure_nodes; measure_targets; measure_values; measures; meetings; money_lines;
    money_shares; nodes; officer_aliases; officer_roles; officers; organisations; peer_group_members; peer_groups; peer_values;
    plans; publications; published_items; published_links; published_nodes; ratings; reference_kinds; register_grants;
    register_manifest; register_settings; relations; reporting_rhythms; requirement_aliases; risk_escalations; risk_links;
    risk_officers; risk_scores; risks; sign_off_steps; sign_offs;$names$),
  ('trigger', $names$
    audit_delete on bodies; audit_delete on body_aliases; audit_delete on carry_forward;
    audit_delete on code_systems; audit_delete on dependencies; audit_delete on dependency_states;
    audit_delete on document_kinds; audit_delete on due_dates; audit_delete on evidence_words; audit_delete on import_errors;
    audit_delete on import_mappings; audit_delete on import_rows; audit_delete on imports; audit_delete on item_attributes;
    audit_delete on item_bodies; audit_delete on item_officers; audit_delete on item_states; audit_delete on items;
    audit_delete on legends; audit_delete on levels; audit_delete on link_ends; audit_delete on links;
    audit_delete on measure_nodes; audit_delete on measure_targets; audit_delete on measure_values; audit_delete on measures;
    audit_delete on meetings; audit_delete on money_lines; audit_delete on money_shares; audit_delete on nodes;
    audit_delete on officer_aliases; audit_delete on officer_roles; audit_delete on officers; audit_delete on organisations;
    audit_delete on peer_group_members; audit_delete on peer_groups; audit_delete on peer_values; audit_delete on plans;
    audit_delete on publications; audit_delete on published_items; audit_delete on published_links;
    audit_delete on published_nodes; audit_delete on ratings; audit_delete on reference_kinds; audit_delete on register_grants;
    audit_delete on register_settings; audit_delete on relations; audit_delete on reporting_rhythms;
    audit_delete on requirement_aliases; audit_delete on risk_escalations; audit_delete on risk_links;
    audit_delete on risk_officers; audit_delete on risk_scores; audit_delete on risks; audit_delete on sign_off_steps;
    audit_delete on sign_offs; audit_insert on bodies; audit_insert on body_aliases; audit_insert on carry_forward;
    audit_insert on code_systems; audit_insert on dependencies; audit_insert on dependency_states;
    audit_insert on document_kinds; audit_insert on due_dates; audit_insert on evidence_words; audit_insert on import_errors;
    audit_insert on import_mappings; audit_insert on import_rows; audit_insert on imports; audit_insert on item_attributes;
    audit_insert on item_bodies; audit_insert on item_officers; audit_insert on item_states; audit_insert on items;
    audit_insert on legends; audit_insert on levels; audit_insert on link_ends; audit_insert on links;
    audit_insert on measure_nodes; audit_insert on measure_targets; audit_insert on measure_values; audit_insert on measures;
    audit_insert on meetings; audit_insert on money_lines; audit_insert on money_shares; audit_insert on nodes;
    audit_insert on officer_aliases; audit_insert on officer_roles; audit_insert on officers; audit_insert on organisations;
    audit_insert on peer_group_members; audit_insert on peer_groups; audit_insert on peer_values; audit_insert on plans;
    audit_insert on publications; audit_insert on published_items; audit_insert on published_links;
    audit_insert on published_nodes; audit_insert on ratings; audit_insert on reference_kinds; audit_insert on register_grants;
    audit_insert on relations; audit_insert on reporting_rhythms; audit_insert on requirement_aliases;
    audit_insert on risk_escalations; audit_insert on risk_links; audit_insert on risk_officers; audit_insert on risk_scores;
    audit_insert on risks; audit_insert on sign_off_steps; audit_insert on sign_offs; audit_log_append_only on audit_log;
    audit_rows_append_only on audit_rows; audit_truncate on bodies; audit_truncate on body_aliases;
    audit_truncate on carry_forward; audit_truncate on code_systems; audit_truncate on dependencies;
    audit_truncate on dependency_states; audit_truncate on document_kinds; audit_truncate on due_dates;
    audit_truncate on evidence_words; audit_truncate on import_errors; audit_truncate on import_mappings;
    audit_truncate on import_rows; audit_truncate on imports; audit_truncate on item_attributes; audit_truncate on item_bodies;
    audit_truncate on item_officers; audit_truncate on item_states; audit_truncate on items; audit_truncate on legends;
    audit_truncate on levels; audit_truncate on link_ends; audit_truncate on links; audit_truncate on measure_nodes;
    audit_truncate on measure_targets; audit_truncate on measure_values; audit_truncate on measures;
    audit_truncate on meetings; audit_truncate on money_lines; audit_truncate on money_shares; audit_truncate on nodes;
    audit_truncate on officer_aliases; audit_truncate on officer_roles; audit_truncate on officers;
    audit_truncate on organisations; audit_truncate on peer_group_members; audit_truncate on peer_groups;
    audit_truncate on peer_values; audit_truncate on plans; audit_truncate on publications; audit_truncate on published_items;
    audit_truncate on published_links; audit_truncate on published_nodes; audit_truncate on ratings;
    audit_truncate on reference_kinds; audit_truncate on register_grants; audit_truncate on register_settings;
    audit_truncate on relations; audit_truncate on reporting_rhythms; audit_truncate on requirement_aliases;
    audit_truncate on risk_escalations; audit_truncate on risk_links; audit_truncate on risk_officers;
    audit_truncate on risk_scores; audit_truncate on risks; audit_truncate on sign_off_steps; audit_truncate on sign_offs;
    audit_update on bodies; audit_update on body_aliases; audit_update on carry_forward; audit_update on code_systems;
    audit_update on dependencies; audit_update on dependency_states; audit_update on document_kinds; audit_update on due_dates;
    audit_update on evidence_words; audit_update on import_errors; audit_update on import_mappings;
    audit_update on import_rows; audit_update on imports; audit_update on item_attributes; audit_update on item_bodies;
    audit_update on item_officers; audit_update on item_states; audit_update on items; audit_update on legends;
    audit_update on levels; audit_update on link_ends; audit_update on links; audit_update on measure_nodes;
    audit_update on measure_targets; audit_update on measure_values; audit_update on measures; audit_update on meetings;
    audit_update on money_lines; audit_update on money_shares; audit_update on nodes; audit_update on officer_aliases;
    audit_update on officer_roles; audit_update on officers; audit_update on organisations; audit_update on peer_group_members;
    audit_update on peer_groups; audit_update on peer_values; audit_update on plans; audit_update on publications;
    audit_update on published_items; audit_update on published_links; audit_update on published_nodes; audit_update on ratings;
    audit_update on reference_kinds; audit_update on register_grants; audit_update on register_settings;
    audit_update on relations; audit_update on reporting_rhythms; audit_update on requirement_aliases;
    audit_update on risk_escalations; audit_update on risk_links; audit_update on risk_officers; audit_update on risk_scores;
    audit_update on risks; audit_update on sign_off_steps; audit_update on sign_offs;
    dependency_states_append_only on dependency_states; due_dates_append_only on due_dates;
    due_dates_closed_plan_insert on due_dates; item_states_append_only on item_states; item_states_apply on item_states;
    items_closed_plan_delete on items; items_closed_plan_insert on items; items_closed_plan_update on items;
    items_record_first_state on items; items_record_state on items; link_ends_append_only on link_ends;
    links_closed_plan_insert on links; links_closed_plan_update on links; links_keep on links; links_keep_ends on links;
    links_record_end on links; measure_targets_append_only on measure_targets;
    measure_targets_check_quarter on measure_targets; measure_targets_check_row on measure_targets;
    measure_values_append_only on measure_values; measure_values_check_quarter on measure_values;
    measure_values_check_row on measure_values; measures_check_change on measures; money_lines_append_only on money_lines;
    money_lines_check_row on money_lines; money_shares_append_only on money_shares; money_shares_check_row on money_shares;
    nodes_closed_plan_delete on nodes; nodes_closed_plan_insert on nodes; nodes_closed_plan_update on nodes;
    peer_values_append_only on peer_values; peer_values_check_quarter on peer_values; peer_values_check_row on peer_values;
    publications_append_only on publications; publications_check_quarter on publications; publications_closed on publications;
    publications_signed_off on publications; published_items_append_only on published_items;
    published_items_closed on published_items; published_links_append_only on published_links;
    published_links_closed on published_links; published_nodes_append_only on published_nodes;
    published_nodes_closed on published_nodes; ratings_append_only on ratings; ratings_check_quarter on ratings;
    ratings_closed_plan_insert on ratings; ratings_early_insert on ratings; risk_scores_append_only on risk_scores;
    sign_offs_append_only on sign_offs; sign_offs_check on sign_offs;$names$),
  ('view', $names$
    audit_report; benchmark_league; benchmark_report; bi.bi_benchmark; bi.bi_body;
    bi.bi_carry_forward; bi.bi_dependency; bi.bi_due; bi.bi_item; bi.bi_item_absence; bi.bi_item_body; bi.bi_item_officer;
    bi.bi_item_state; bi.bi_link; bi.bi_measure; bi.bi_measure_node; bi.bi_measure_value; bi.bi_money; bi.bi_node;
    bi.bi_officer; bi.bi_peer_group; bi.bi_plan; bi.bi_progress; bi.bi_publication; bi.bi_published_item; bi.bi_published_node;
    bi.bi_quarter; bi.bi_rating; bi.bi_restatement; bi.bi_risk; bi.bi_rollup; bi.bi_scale; bi.bi_unsafe_columns; blocked_items;
    body_rating_report; code_report; comparison_report; consistency_report; cycle_report; data_notes; data_quality_report;
    dates_in_force; dependency_report; due_report; evidence_report; exceptions_report; funding_report; import_report;
    item_absences; item_dates; item_node_links; item_quarters; kpi_node_report; latest_ratings; measure_names; measure_report;
    measure_summary; money_node_report; money_report; money_unplaced; movement_matrix; movement_report; node_links;
    node_rating_report; officer_rating_report; orphan_report; overdue_report; own_items; path_report; plan_legends; plan_names;
    plan_quarters; plausibility_report; profile_report; progress_lines; progress_report; publication_editions;
    published_node_report; published_progress; published_report; quarter_ratings; rating_report; reference_ends;
    reporting_calendar; requirement_report; restatements; returns_outstanding; risk_report; rollup_report; savings_report;
    shares_report; sign_off_report; slippage_report; spc_report; supersession_report; target_revisions; turned_links;
    uncovered_nodes; unlinked_items; unmapped_requirements;$names$)) k (kind, names)
 CROSS JOIN LATERAL unnest(regexp_split_to_array(trim(E' ;\n' FROM k.names), ';\s+')) n;

INSERT INTO register_manifest (object, kind)
SELECT 'column ' || c.relation || '.' || n, 'column'
  FROM (VALUES
    ('audit_log', 'acting_role at audit_id first_key last_key operation row_count
                               session_role table_name transaction_number'),
    ('audit_report', 'acting_role at audit_id first_key key last_key new_values old_values
                               operation row_count row_number session_role table_name'),
    ('audit_rows', 'audit_id key new_values old_values row_number'),
    ('benchmark_league', 'measure_id organisation organisation_id peer_group peer_group_id
                               plan_id quarter rank ranked ref value'),
    ('benchmark_report', 'actual against_median best gap_to_median measure_id median peer_group
                               peer_group_id peers peers_missing peers_with_value plan plan_id polarity quarter quartile rank
                               ranked ref title worst'),
    ('bi.bi_benchmark', 'actual against_median best gap_to_median measure_key median
                               peer_group_key peers peers_missing peers_with_value plan_key quarter_key quartile rank ranked
                               worst'),
    ('bi.bi_body', 'body body_key'),
    ('bi.bi_carry_forward', 'item_key kind new_item_key reason recorded_at recorded_by since'),
    ('bi.bi_dependency', 'awaited_event awaited_item_key awaited_node_key dependency_key
                               expected_on item_key reason since state'),
    ('bi.bi_due', 'due first_day is_baseline is_current item_key milestone plan_key
                               quarter_key raw reason recorded_at revision'),
    ('bi.bi_item', 'baseline_due current_due is_active item_key level level_label plan_key
                               quarter_key rating_key ref slippage_months sort_order state state_reason state_since title'),
    ('bi.bi_item_absence', 'absent_from absent_to item_key plan_key state state_reason'),
    ('bi.bi_item_body', 'body_key is_current item_key role valid_from valid_to'),
    ('bi.bi_item_officer', 'is_current item_key officer_key role valid_from valid_to'),
    ('bi.bi_item_state', 'is_current item_key item_state_key recorded_at recorded_by state
                               state_reason state_since'),
    ('bi.bi_link', 'basis child_node_key is_current item_key link_key node_key
                               parent_item_key relation rolls_up source_document valid_from valid_to'),
    ('bi.bi_measure', 'decimals frequency influence measure_key plan_key polarity ref
                               retired_on tier title tolerance unit'),
    ('bi.bi_measure_node', 'measure_key node_key'),
    ('bi.bi_measure_value', 'actual change change_on_year direction direction_on_year high is_latest
                               low measure_key plan_key previous_actual quarter_key rating_key recorded_at target
                               tolerance_amount worsening_run year_ago_actual'),
    ('bi.bi_money', 'achieved at_risk basis fiscal_year_start gap item_key mtfs_ref node_key
                               period plan_key purpose recorded_at ref target title years'),
    ('bi.bi_node', 'level level_label node_key plan_key ref sort_order title'),
    ('bi.bi_officer', 'officer officer_key'),
    ('bi.bi_peer_group', 'peer_group peer_group_key source'),
    ('bi.bi_plan', 'first_day last_day plan plan_key scale source_document state
                               supersedes_plan_key title version'),
    ('bi.bi_progress', 'amber amber_green amber_red complete green is_latest overall_rating_key
                               percent_complete plan_key quarter_key red scheduled total unrated'),
    ('bi.bi_publication', 'edition is_last_edition note plan_key publication_key published_at
                               published_by quarter_key'),
    ('bi.bi_published_item', 'baseline_due commentary corrective_action current_due item_key level
                               movement previous_rating_key publication_key rating_key ref revisions state title'),
    ('bi.bi_published_node', 'amber amber_green amber_red complete green items_by_link items_distinct
                               level node_key overall_rating_key percent_complete publication_key red ref scheduled title
                               unrated'),
    ('bi.bi_quarter', 'first_day fiscal_year fiscal_year_start half label last_day quarter_key
                               quarter_number'),
    ('bi.bi_rating', 'commentary corrective_action is_latest item_key movement plan_key
                               previous_rating_key quarter_key rating_key raw recorded_at'),
    ('bi.bi_restatement', 'current_value figure item_key plan_key publication_key published_value
                               quarter_key'),
    ('bi.bi_risk', 'closed_on impact is_strategic kind likelihood opened_on ref risk_key
                               score scored_on target_score title'),
    ('bi.bi_rollup', 'amber amber_green amber_red complete green items_by_link items_distinct
                               node_key overall_rating_key percent_complete plan_key red scheduled unrated'),
    ('bi.bi_scale', 'colour is_exception is_live label meaning rating_key severity
                               sort_order'),
    ('bi.bi_unsafe_columns', 'column_name type_name view_name'),
    ('blocked_items', 'blocking_item_id days_open dependency_id expected_on in_cycle is_direct
                               is_root item_id open_since plan plan_id rating reason ref title waits_for'),
    ('bodies', 'body_id name'),
    ('body_aliases', 'alias body_id'),
    ('body_rating_report', 'amber amber_green amber_red body body_id complete green is_latest live
                               overall percent_complete percent_complete_of_rated plan plan_id quarter rated red role scheduled
                               tally total unrated'),
    ('carry_forward', 'kind new_item_id old_item_id reason recorded_at recorded_by since'),
    ('code_report', 'is_code level max_depth min_depth plan plan_id prefix ref title'),
    ('code_systems', 'level max_depth min_depth on_other plan_id prefix'),
    ('comparison_report', 'days_apart due identical item_id officers other_due other_item_id
                               other_officers other_plan other_plan_id other_rating other_ref other_title plan plan_id rating
                               ref same_officers same_plan similarity title words_in_common'),
    ('consistency_report', 'current_due finding item_id plan plan_id quarter rating ref start_date
                               title'),
    ('cycle_report', 'cycle_number level node_id nodes_on_cycle plan plan_id ref title'),
    ('data_notes', 'cells finding plan plan_id'),
    ('data_quality_report', 'cases denominator example finding of_what plan plan_id'),
    ('dates_in_force', 'current_due current_period item_id milestone'),
    ('dependencies', 'dependency_id expected_on item_id link_id on_event on_item_id
                               on_node_id opened_on reason'),
    ('dependency_report', 'days_open dependency_id expected_on finding is_late item_id on_item_id
                               on_node_id on_rating plan plan_id rating reason ref since state title waits_for'),
    ('dependency_states', 'dependency_id dependency_state_id reason recorded_at recorded_by since
                               state'),
    ('document_kinds', 'delimiter kind plan_id quote record title'),
    ('due_dates', 'due due_date_id import_id item_id milestone period raw reason
                               recorded_at recorded_by revision'),
    ('due_report', 'active baseline_due baseline_period baseline_raw current_due
                               current_period current_raw days_left item_id milestone plan plan_id ref revisions title'),
    ('evidence_report', 'evidence finding item_id officers plan plan_id quarter rating ref title'),
    ('evidence_words', 'evidence_word_id plan_id says source word'),
    ('exceptions_report', 'commentary corrective_action current_due item_id movement nodes
                               officers plan plan_id previous_rating quarter rating rating_label rating_meaning ref title'),
    ('funding_report', 'achieved at_risk basis counted fiscal_year_start gap lines node_id
                               percent_achieved period plan plan_id ref target title years'),
    ('import_cells', 'amount changed import_id item_id line period position qualifier rating
                               raw readable target value'),
    ('import_changes', 'import_id line'),
    ('import_errors', 'column_name error_number hint import_id line reason value'),
    ('import_mappings', 'blank_words kind position qualifier source split target'),
    ('import_names', 'import_id level line name position relation target'),
    ('import_report', 'column_name file_name hint import_id kind line reason recorded_at
                               recorded_by rows_loaded rows_read rows_refused rows_unchanged value'),
    ('import_rows', 'cells import_id line outcome printed'),
    ('import_subjects', 'import_id item_id line'),
    ('import_ties', 'import_id is_new line object_id position raw role subject_id succeeds
                               valid_from valid_to'),
    ('imports', 'delimiter file_name has_mark headings import_id kind newline on_bad
                               printed_headings quote quote_all recorded_at recorded_by rows_loaded rows_read rows_refused
                               rows_unchanged'),
    ('item_absences', 'absent_from absent_to item_id plan_id reason state'),
    ('item_attributes', 'item_id name value'),
    ('item_bodies', 'body_id import_id item_id raw role valid_from valid_to'),
    ('item_dates', 'baseline_due baseline_period baseline_raw current_due current_period
                               current_raw item_id milestone reason revisions'),
    ('item_node_links', 'item_id node_id'),
    ('item_officers', 'import_id item_id officer_id raw role valid_from valid_to'),
    ('item_quarters', 'commentary corrective_action is_latest item_id movement plan_id
                               previous_quarter previous_rating quarter rating recorded_at'),
    ('item_states', 'item_id item_state_id reason recorded_at recorded_by since state'),
    ('items', 'code item_id level plan_id recorded_at recorded_by ref state
                               state_reason state_since title words'),
    ('kpi_node_report', 'amber by_link distinct_measures green level measures_by_link
                               measures_distinct node_id overall plan plan_id red ref title unrated'),
    ('latest_ratings', 'item_id plan_id quarter rating'),
    ('legends', 'colour label plan_id rating word'),
    ('levels', 'holds label level'),
    ('link_ends', 'link_end_id link_id previous_valid_to recorded_at recorded_by valid_to'),
    ('links', 'basis from_item_id from_node_id import_id link_id recorded_at
                               recorded_by relation share source_document to_item_id to_node_id valid_from valid_to'),
    ('measure_names', 'frequency influence measure_id plan plan_id polarity ref sort_order
                               tier title tolerance unit'),
    ('measure_nodes', 'measure_id node_id valid_from valid_to'),
    ('measure_report', 'actual amber change change_on_year direction direction_on_year
                               frequency high influence is_latest low measure_id plan plan_id polarity previous_actual quarter
                               rating recorded_at ref target tier title tolerance unit worsening_run year_ago_actual'),
    ('measure_summary', 'amber green improved influence measures not_comparable plan plan_id
                               quarter red tally tier unchanged unrated worsened'),
    ('measure_targets', 'amber high low measure_id quarter reason recorded_at recorded_by target'),
    ('measure_values', 'actual amber measure_id quarter recorded_at recorded_by target'),
    ('measures', 'decimals frequency influence measure_id node_id plan_id polarity ref
                               retired_on tier title tolerance unit'),
    ('meetings', 'body_id held_on note'),
    ('money_lines', 'amount basis fiscal_year_start item_id money_line_id mtfs_ref node_id
                               plan_id purpose reason recorded_at recorded_by ref standing title years'),
    ('money_node_report', 'achieved at_risk basis fiscal_year_start gap level node_id period plan
                               plan_id purpose ref target target_by_link title years'),
    ('money_report', 'achieved at_risk basis fiscal_year_start gap has_target item_id
                               mtfs_ref node_id period plan plan_id purpose recorded_at ref target title years'),
    ('money_shares', 'item_id money_share_id node_id plan_id recorded_at recorded_by ref
                               weight'),
    ('money_unplaced', 'achieved at_risk basis fiscal_year_start item_id period plan plan_id
                               purpose reason ref target title years'),
    ('movement_matrix', 'amber amber_green amber_red complete green plan plan_id
                               previous_quarter previous_rating quarter red scheduled total unrated'),
    ('movement_report', 'items movement plan plan_id previous_quarter previous_rating quarter
                               rating'),
    ('node_links', 'child_node_id parent_node_id'),
    ('node_rating_report', 'amber amber_green amber_red complete green is_latest level live node_id
                               overall percent_complete percent_complete_of_rated plan plan_id quarter rated red ref scheduled
                               tally title total unrated'),
    ('nodes', 'code level node_id plan_id ref title'),
    ('officer_aliases', 'alias officer_id'),
    ('officer_rating_report', 'amber amber_green amber_red complete green is_latest live officer
                               officer_id overall percent_complete percent_complete_of_rated plan plan_id quarter rated red
                               role scheduled tally total unrated'),
    ('officer_roles', 'officer_id role_name valid_from valid_to'),
    ('officers', 'name officer_id'),
    ('organisations', 'name organisation_id'),
    ('orphan_report', 'ends_at finding item_id level node_id orphan plan plan_id ref title'),
    ('overdue_report', 'baseline_due current_due days_overdue item_id months_overdue officers
                               plan plan_id quarter rating ref title unrated'),
    ('own_items', 'item_id officer officer_id plan plan_id ref role title'),
    ('path_report', 'complete item_id node_id path path_number plan plan_id reaches_plan ref
                               title'),
    ('peer_group_members', 'organisation_id peer_group_id valid_from valid_to'),
    ('peer_groups', 'name peer_group_id source'),
    ('peer_values', 'measure_id organisation_id quarter recorded_at recorded_by source value'),
    ('plan_legends', 'colour label plan_id rating'),
    ('plan_names', 'plan plan_id'),
    ('plan_quarters', 'is_latest plan_id previous_quarter quarter'),
    ('plans', 'counts_from has_scheduled period plan_id scale source_document state
                               supersedes_plan_id title version'),
    ('plausibility_report', 'better_node better_node_id better_node_title finding item_id node
                               node_id node_items node_items_in_common node_title plan plan_id ref title words_in_common'),
    ('profile_report', 'active_complete active_items dated_items due_complete due_items
                               due_so_far due_so_far_complete plan plan_id quarter'),
    ('progress_lines', 'denominator is_latest items of_what percent place plan plan_id quarter
                               rating rating_label whole_percent'),
    ('progress_report', 'amber amber_green amber_red complete green is_latest live overall
                               percent_complete percent_complete_of_rated plan plan_id quarter rated red scheduled tally total
                               unrated'),
    ('publication_editions', 'edition is_last_edition links_at next_publication_id note plan plan_id
                               previous_quarter publication_id published_at published_by quarter'),
    ('publications', 'edition links_at note plan_id previous_quarter publication_id
                               published_at published_by quarter'),
    ('published_items', 'baseline_due current_due due_date_id item_id item_state_id level
                               movement previous_rating previous_rating_id publication_id rating rating_id ref revisions state
                               title'),
    ('published_links', 'child_node_id item_id link_id node_id publication_id'),
    ('published_node_report', 'by_link distinct_items edition is_last_edition items_by_link
                               items_distinct level node_id overall percent_complete plan plan_id publication_id published_at
                               quarter ref title'),
    ('published_nodes', 'by_link distinct_items level node_id publication_id ref title'),
    ('published_progress', 'amber amber_green amber_red complete edition green is_last_edition note
                               overall percent_complete plan plan_id publication_id published_at published_by quarter red
                               scheduled tally total unrated'),
    ('published_report', 'baseline_due commentary corrective_action current_due edition
                               is_last_edition item_id level movement note plan plan_id previous_quarter previous_rating
                               publication_id published_at published_by quarter rating rating_label ref revisions state title'),
    ('quarter_ratings', 'commentary corrective_action item_id period_end period_start plan_id
                               quarter rating raw recorded_at'),
    ('rating_report', 'commentary corrective_action is_latest item_id level movement plan
                               plan_id previous_quarter previous_rating quarter rating rating_label ref title'),
    ('ratings', 'commentary corrective_action import_id item_id period_end period_start
                               quarter rating rating_id raw recorded_at recorded_by'),
    ('reference_ends', 'item_id kind node_id ref'),
    ('reference_kinds', 'create_missing kind level plan_id'),
    ('register_grants', 'granted_at granted_by level role_name'),
    ('register_manifest', 'comment_digest kind object statement_digest'),
    ('register_settings', 'created_at fiscal_start_month layout_version singleton'),
    ('relations', 'answers child_end description relation rolls_up'),
    ('reporting_calendar', 'body body_id due_on is_meeting period_end period_start plan plan_id
                               quarter ready_on report requirement requirement_id rhythm'),
    ('reporting_rhythms', 'body_id due_after_days note plan_id report requirement_id rhythm
                               rhythm_id valid_from valid_to'),
    ('requirement_aliases', 'alias node_id'),
    ('requirement_report', 'amber amber_green amber_red complete green is_answered items
                               items_direct other_links overall percent_complete red ref requirement_id scheduled tally title
                               unrated'),
    ('restatements', 'cause changed_at changed_by edition figure item_id level new_value
                               node_id old_value plan plan_id publication_id quarter ref title unit why'),
    ('returns_outstanding', 'items officer officer_id outstanding outstanding_complete
                               outstanding_refs percent_returned plan plan_id quarter returned'),
    ('risk_escalations', 'reason risk_id to_risk_id valid_from valid_to'),
    ('risk_links', 'item_id node_id plan_id risk_id risk_link_id valid_from valid_to'),
    ('risk_officers', 'officer_id risk_id valid_from valid_to'),
    ('risk_report', 'change days_open escalated_since escalated_to impact is_strategic items
                               kind likelihood nodes opened_on owners plans previous_score ref risk_id score scored_on
                               target_score title'),
    ('risk_scores', 'impact likelihood reason recorded_at recorded_by risk_id risk_score_id
                               score scored_on target_score'),
    ('risks', 'closed_on closed_reason description kind opened_on ref risk_id title'),
    ('rollup_report', 'by_link distinct_items items_by_link items_distinct level node_id
                               overall percent_complete plan plan_id ref title'),
    ('savings_report', 'achieved at_risk basis counted fiscal_year_start gap lines node_id
                               percent_achieved period plan plan_id ref target title years'),
    ('shares_report', 'items_by_link items_distinct level node_id percent_complete plan
                               plan_id ref share share_complete share_exceptions share_unrated title'),
    ('sign_off_report', 'decider note plan plan_id position quarter recorded_at recorded_by
                               state step'),
    ('sign_off_steps', 'body_id officer_id plan_id position step'),
    ('sign_offs', 'decision note plan_id quarter recorded_at recorded_by sign_off_id step'),
    ('slippage_report', 'baseline_due baseline_raw current_due current_raw item_id plan plan_id
                               rating reason ref revisions slippage_days slippage_months title'),
    ('spc_report', 'actual assurance average_moving_range high is_latest low lower_limit
                               mean measure_id outside_limits plan plan_id points polarity quarter ref rule_of_seven sigma
                               signal target title trend trial_limits two_of_three upper_limit variation'),
    ('supersession_report', 'baseline_due became current_due item_id level moved_days new_due
                               new_item_id new_item_plan_id new_plan new_plan_id new_ref new_title plan plan_id quarter rating
                               reason ref since state title'),
    ('target_revisions', 'amber change high is_current low measure_id plan plan_id
                               previous_target quarter reason recorded_at recorded_by ref revision target title'),
    ('turned_links', 'child_node_id item_id link_id node_id relation valid_from valid_to'),
    ('uncovered_nodes', 'level node_id plan plan_id ref title'),
    ('unlinked_items', 'item_id level plan plan_id ref title'),
    ('unmapped_requirements', 'finding found_in item_id plan plan_id ref requirement requirement_id title words')) c (relation, columns)
 CROSS JOIN LATERAL unnest(regexp_split_to_array(c.columns, '\s+')) n;

-- Comments of ours that are worded anew, by digests of the old words: another comment is the owner's.
UPDATE register_manifest m SET comment_digest = w.digest
  FROM (VALUES
    ('column bi.bi_restatement.figure', 'b8d3ed85a53ae602c2dff79e1b14f062'),
    ('column bi.bi_scale.colour', '5cadd5bae8c6bd68a16fbf5e092e0df0'),
    ('column dates_in_force.milestone', 'b6851c17826c5771318178ccf538fa4b'), ('column due_dates.due', 'c947ead6522400dfbdfbfef9b633ffc6'),
    ('column due_dates.milestone', 'b6851c17826c5771318178ccf538fa4b'), ('column due_dates.period', '9020e7f92c5291ecfff77c4c3184213b'),
    ('column due_report.milestone', 'b6851c17826c5771318178ccf538fa4b'),
    ('column import_mappings.qualifier', 'c86a2543944a5ca96e60e46d68bcb3b1'),
    ('column import_rows.outcome', 'fef33499772470d8579bfa6ff3bdc227'),
    ('column item_dates.milestone', 'b6851c17826c5771318178ccf538fa4b'), ('column item_states.state', '1fc42152d3f7bb6109cfc7cf0cc8ce53'),
    ('column items.state', '2455b9521c6fe485584a03d336932cea'), ('column measure_names.frequency', '5fcc686aee7b6e9f07caf7d79dc36d40'),
    ('column measures.frequency', '7b4a9c73d593ad8b2a89d6ea0477e284'), ('function read_amount(text)', 'a524011001b1d5aa421e0614c5159bd4'),
    ('column profile_report.active_items', 'a8b309b8e9ecf8dc4fef100773a25147'),
    ('column profile_report.dated_items', '291f8d0ee70d1f996aca92af255521d1'),
    ('column profile_report.due_items', '79fe866d5b35a18bb9635515ced908f5'),
    ('column profile_report.quarter', '5b2dc4b45b2cb184362ce34638fc2aed'),
    ('column risk_scores.impact', 'e8a13d1ea29faffdbef67c12b3ac2c6b'),
    ('column risk_scores.likelihood', 'e8a13d1ea29faffdbef67c12b3ac2c6b'),
    ('column risk_scores.score', '724266a8d07a5de4bb55eb4f89571ace'),
    ('column supersession_report.became', '7be0065f731bfa379a7d216dee693376'),
    ('column supersession_report.new_ref', 'fb71588105c3b9416c009bbb98038da2'),
    ('column supersession_report.new_title', 'f8b2847005e05fe635ffbd400b3dc59d'),
    ('function as_known_on(date)', 'b8248962be7d0cd50f42a0df9f77e784'), ('function end_of_day(date)', 'f5401bf2817cdfddb166a89bee84ee01'),
    ('function import_check_names(imports)', 'b581e2a05120386cf94e6957cd61a515'),
    ('function import_rating_period(import_mappings)', 'fce49d0db20516df7952c878573f7380'),
    ('function measure_report(date, timestamptz)', '921f5f40f81ffcb54039cbb54c52d648'),
    ('function money_links(date, timestamptz)', '44e1a5497fb69f3775408c20b33f377c'),
    ('function money_parts(timestamptz)', '0085bd90bf0ec1083da5fd62e02ff58f'),
    ('function money_report(timestamptz)', '385f7b40c7fa779e36a4100d8198e459'),
    ('function normal_name(text)', '64b09e411a5c5e558dd3117f1ab36c1d'), ('function plan_named(text)', 'a0513ceedfb23653ffe2d0158361f5e4'),
    ('function plans_to_come(date)', '759f9f6ec6c6cce6a4464dd80e168e06'), ('table due_dates', '0db892d23b564a5905d2cf97ab5793f2'),
    ('table measure_values', 'a883312e804e902da1e04b7e09d60c88'), ('table register_settings', 'cbc81f84d91259fdcb26bac78ea23247'),
    ('view bi.bi_money', '3edf5676935c64c151ad759e3233f560'), ('view bi.bi_quarter', 'b44ce981f145256dd09e1b7a0f6a353a'),
    ('view measure_report', '05b6e1ba2b42d0cafc86f68daf17231e'), ('view plan_quarters', '688dde00bdef55eea38e8d48c28b9be8'),
    ('view profile_report', 'b24d12299e4a4e7aa21f2c8cdb77fca7'), ('view supersession_report', 'b60f94d15c75a68378b6975e1e9ab718'),
    ('function refuse_late_figures()', '9ae78f9dc9bedffde381c96ce713c76d'), ('table officer_roles', '43609844a72d9a218c69bf4fc772487e'),
    ('table register_grants', '1304ead259675d11d9aa2b8221739bc3')) w (object, digest)
 WHERE m.object = w.object;

-- Arguments have other names: the functions are made anew, and these go.
ALTER FUNCTION plans_to_come(date) RENAME TO "plans_to_come of 0.5.0";

-- What a hand would leave out.
ALTER TABLE item_officers ALTER COLUMN raw SET DEFAULT '';
ALTER TABLE item_bodies ALTER COLUMN raw SET DEFAULT '';
ALTER TABLE links ALTER COLUMN relation SET DEFAULT 'contributes_to';
ALTER TABLE ratings ALTER COLUMN raw SET DEFAULT '';
ALTER TABLE due_dates ALTER COLUMN raw SET DEFAULT '';
ALTER TABLE nodes ALTER COLUMN level SET DEFAULT 'outcome';
ALTER TABLE items ALTER COLUMN level SET DEFAULT 'action';
