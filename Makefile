# golden_thread: built on the server's headers with PGXS.  `make help` lists the targets.
EXTENSION  = golden_thread
EXTVERSION = $(shell sed -n "s/^default_version *= *'\(.*\)'/\1/p" $(CONTROL))
# PGXS sets srcdir only after its include; an out-of-tree build finds the control file beside this Makefile.
HERE       := $(dir $(abspath $(lastword $(MAKEFILE_LIST))))
CONTROL    := $(HERE)golden_thread.control

MODULE_big = golden_thread
CORES      = text_core rag_core rag_tally_core calendar_text_core quarter_core quarter_text_core quarter_span_core quarter_range_core \
             quarter_format_core plan_period_core \
             plan_code_core key_table_core linkage_core linkage_text_core linkage_walk_core \
             linkage_ancestry_core decimal_core outcome_links_core outcome_rollup_core delimited_core encoding_core \
             plan_code_scale_core
WRAPPERS   = module server_host text_input rag rag_tally quarter quarter_range quarter_format quarter_days \
             quarter_planner quarter_compare_planner plan_period plan_code plan_code_support planner_support skip_support linkage linkage_build linkage_json \
             linkage_walk linkage_ancestry live_rollup outcome_graph outcome_state outcome_spill outcome_partial \
             outcome_rows outcome_rollup outcome_sum delimited encoding \
             gist_equality plan_code_selectivity rag_legend register_statements register_run register_zone register_files
OBJS       = $(patsubst %,src/%.o,$(CORES) $(WRAPPERS))

# The truth for the newest version: numbered modules, joined in this order.  The number keeps a module from
# shadowing a test of the same name (pg_regress looks in ./sql before test/sql); `make guard` checks it.
MODULES_SQL = 00_header 05_text 09_extension_schema 10_rag 11_rag_tally 12_quarter 13_plan_period 14_plan_code 15_quarter_range \
              16_quarter_planner 17_gist 18_plan_code_selectivity 19_rag_legend 19_text_comparison 20_linkage 21_outcome_rollup \
              22_outcome_rollup_tally 23_outcome_sum 24_linkage_more 25_live_rollup 26_ranges 28_pictures 30_delimited 31_plan_ref \
              33_register_statements 34_register_manifest 35_register_create 36_register_combine \
              37_register_upgrade 38_register_rights 40_deprecated
# The register: plain SQL files, made part of the library in this order, each standing on those before it.
REGISTER_SQL = steps/0.5.0 steps/0.6.0 tables/words tables/settings tables/vocabulary tables/plans tables/parties \
               tables/documents tables/imports tables/sheets tables/links tables/ratings tables/publications tables/measures \
               tables/money tables/governance tables/risks tables/rights time/moments time/recorded imports/mappings imports/files \
               imports/staging imports/checks imports/loading imports/links imports/codes imports/figures imports/parties \
               imports/document time/plans time/states time/ratings time/links time/deadlines time/parties \
               time/levels time/decisions history/keeping history/locks history/integrity history/periods history/refusals \
               sheets/reading sheets/periods sheets/cells sheets/columns sheets/figures sheets/rows sheets/nodes sheets/subjects \
               sheets/ratings sheets/deadlines sheets/parties sheets/items sheets/questions sheets/sentence \
               sheets/applying sheets/measures sheets/risks sheets/money sheets/peers sheets/records sheets/sheet sheets/doors \
               reports/ratings reports/thread reports/deadlines reports/notes \
               history/known publishing/publish publishing/changes publishing/successions publishing/refresh imports/undo \
               measures/recording measures/months measures/reports measures/nodes measures/benchmarks measures/control money/recording money/parts \
               money/reports reports/progress reports/highlights reports/evidence reports/shares reports/paths reports/wording reports/outcomes \
               reports/twins reports/quality returns/returns reports/sentences reports/grid exports/files exports/items \
               exports/figures exports/document governance/calendar governance/requirements governance/dependencies \
               governance/assurance governance/packs governance/risks governance/decisions governance/rights governance/provenance \
               governance/sign_off governance/audit \
               page/words page/style page/papers page/items page/frame page/summary page/changes page/actions \
               page/exceptions page/glance page/measures page/money page/risks page/notes page/report page/assurance page/one_page \
               bi/dimensions bi/items bi/nodes bi/summaries bi/publications bi/measures bi/money bi/risks bi/model \
               bi/promise bi/reader
# Installed are the newest script, built from the modules, and the upgrade scripts to it.  What older releases installed is test
# data: test/upgrade/released.
INSTALL_SQL = sql/$(EXTENSION)--$(EXTVERSION).sql
DATA        = $(patsubst $(HERE)%,%,$(wildcard $(HERE)sql/upgrade/$(EXTENSION)--*.sql))
DATA_built  = $(INSTALL_SQL)

REGRESS      = rag rag_tally quarter quarter_range plan_period plan_code gist rag_legend linkage outcome_rollup outcome_sum pictures \
               delimited register
# The tests have signs of many languages: their database is UTF-8 whatever the cluster is.
REGRESS_OPTS = --inputdir=$(HERE)test --load-extension=golden_thread --encoding=UTF8
PG_CPPFLAGS  = -I$(HERE)src -DGOLDEN_THREAD_VERSION='"$(EXTVERSION)"'
# The cores are plain C with plain names: bind them to our own, whatever else the server has loaded.
SHLIB_LINK  += -Wl,-Bsymbolic
EXTRA_CLEAN  = src/register_files.c build results regression.diffs regression.out $(EXTENSION)-*.zip

PG_CONFIG ?= pg_config
PGXS := $(shell $(PG_CONFIG) --pgxs)
include $(PGXS)

$(INSTALL_SQL): $(patsubst %,$(srcdir)/sql/%.sql,$(MODULES_SQL)) $(CONTROL)
	@mkdir -p $(@D)
	cat $(filter %.sql,$^) > $@

src/register_files.c: $(patsubst %,$(HERE)sql/register/%.sql,$(REGISTER_SQL)) $(HERE)src/register_files.awk $(HERE)Makefile
	@mkdir -p $(@D)
	awk -v folder=sql/register/ -f $(HERE)src/register_files.awk $(filter %.sql,$^) > $@.new && mv $@.new $@

# Out-of-tree builds: the object folder does not exist yet.  By its full path, since VPATH would find the sources' own.
OBJECT_FOLDER := $(CURDIR)/src
$(OBJS) $(OBJS:.o=.bc): | $(OBJECT_FOLDER)
$(OBJECT_FOLDER):
	@mkdir -p $@
$(OBJS): $(wildcard $(HERE)src/*.h)
src/module.o: $(CONTROL)

# pg_regress looks for expected/ where it runs, then beside the tests.
ifneq ($(abspath $(CURDIR)),$(abspath $(HERE)))
installcheck: $(CURDIR)/expected
$(CURDIR)/expected:
	@ln -s $(HERE)expected $@
endif

.PHONY: guard pgtap unit fuzz isolation engine citus bench package docs dist help
guard:
	@$(HERE)test/guard
pgtap:
	pg_prove $(HERE)test/pgtap/*.sql
unit fuzz isolation engine citus bench package docs:
	@$(HERE)test/$@/run
# The archive PGXN takes: what is committed, and the install script.
DIST = $(EXTENSION)-$(EXTVERSION)
dist: $(DATA_built)
	git -C $(HERE) archive --format=zip --prefix=$(DIST)/sql/ --add-file=$(abspath $(INSTALL_SQL)) --prefix=$(DIST)/ -o $(CURDIR)/$(DIST).zip HEAD
help:
	@echo 'make                build            make install        install (DESTDIR= works)'
	@echo 'make installcheck   pg_regress       make pgtap          pgTAP suites'
	@echo 'make unit           parsers alone    make fuzz           libFuzzer, 60 s a parser'
	@echo 'make isolation      many sessions at once, on the server of PGHOST'
	@echo 'make engine         as Citus calls      make citus      over Citus, where it is'
	@echo 'make docs           the examples of the pages'
	@echo 'make dist           archive for PGXN make package        packaging, checked'
	@echo 'make guard          rules of the repository   make bench     times, against the alternatives'
