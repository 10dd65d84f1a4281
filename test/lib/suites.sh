# The suites test/run knows, in their order.  Each is one function; each counts every result.  Sourced by test/run.
# shellcheck shell=sh

suites='guard regress pgtap register docs net unit isolation engine lint demo page fuzz serverfuzz sqlsmith settings sanitize kill privileges encodings clients hub citus upgrade servers package bench'
# Without --all: what answers within a few minutes.
quick_suites='guard regress pgtap register docs net unit isolation engine lint demo'
# Of pgtap a run without --all and --only leaves out what takes a minute for each.
long_pgtap='planted_overloads register_rules register_upgrade register_upgrade_dump register_days'
# Those whose answer another server could change.
server_suites='regress pgtap isolation engine citus upgrade'

# A suite that is not in this checkout is counted as skipped; one that cannot be run has failed.
program_suite() {
  name=$1 file=$2
  shift 2
  if [ ! -e "$file" ]; then
    count_absent "$name"
  else
    tap_suite "$name" "./$file" "$@"
  fi
}
run_guard() { program_suite guard test/guard; }
run_unit() { program_suite unit test/unit/run; }
run_fuzz() { program_suite fuzz test/fuzz/run --seconds 3; }
# All that SQL reaches, with random arguments; mutated binary messages; laws.
run_serverfuzz() { program_suite serverfuzz test/serverfuzz/run; }
# Clusters that are not of UTF-8.
run_encodings() { program_suite encodings test/encodings/run; }
# What each level may do, which doc/privileges.md says.
run_privileges() { program_suite privileges test/privileges/run; }
# Drivers and clients, on a cluster of their own.
run_clients() { program_suite clients test/clients/run; }
# The questions of the net under other settings of the session.
run_settings() { program_suite settings test/net/run --settings; }
# Random queries on the register of the demo.
run_sqlsmith() { program_suite sqlsmith test/sqlsmith/run; }
# The library built with UBSan.
run_sanitize() { program_suite sanitize test/sanitize/run; }
# Writers that are killed, on a cluster of the suite's own.
run_kill() { program_suite kill test/kill/run; }
# Three registers on two servers, and what reads all of them.
run_hub() { program_suite hub test/hub/run; }
# The pages as a browser shows them, on the server of PGHOST.
run_page() { program_suite page test/page/run; }
run_isolation() { program_suite isolation test/isolation/run; }
# Only here: its answers are those of one server, and another says nothing more about reports.
run_register() { program_suite register test/register/run; }
# Every example of the pages.
run_docs() { program_suite docs test/docs/run; }
run_net() { program_suite net test/net/run; }
# Rules of safety for every function and view.
run_lint() { program_suite lint test/lint/run; }
# Engines that call the aggregates' functions themselves: one of our own, and Citus where there is one.
run_engine() { program_suite engine test/engine/run; }
run_citus() { program_suite citus test/citus/run; }
run_upgrade() { program_suite upgrade test/upgrade/run; }
# From one server to another: needs all of them.
run_servers() {
  absent=
  for n in $root_majors; do can_build "$n" || absent="$absent $n"; done
  if [ -n "$absent" ]; then
    skipped=$((skipped + 1))
    say "servers ... needs 15, 17 and 18 on one machine, missing:$absent; test/run --pg all sets them up; 1 skipped"
    return 0
  fi
  for n in $root_majors; do [ "$n" = "$major" ] || install_beside "$n"; done
  program_suite servers test/upgrade/servers
}
# What leaves the repository: installed files, archive, Debian packages where their tools are.
run_package() { program_suite package test/package/run; }

# The benchmark's harness, not its times: both sides give the same answer.
run_bench() { program_suite bench test/bench/run --quick --here; }

# One result for each test: pg_regress must say "ok" of it, and it must ask something.
run_regress() {
  log=$work/log/regress
  begin regress
  names=$(ask_make REGRESS)
  regress_status=0
  run make -s with_llvm=no PG_CONFIG="$PG_CONFIG" installcheck || regress_status=$?
  good=0 bad='' checked=''
  for name in $names $(cd test/sql && echo *.sql | sed 's/\.sql//g'); do
    case " $checked " in *" $name "*) continue ;; esac
    checked="$checked $name"
    if [ ! -s "test/sql/$name.sql" ]; then
      bad="$bad $name(empty)"
    elif regress_said_ok "$name"; then
      good=$((good + 1))
    else
      bad="$bad $name"
    fi
  done
  [ "$regress_status" -eq 0 ] || [ -n "$bad" ] || bad=' pg_regress'
  # shellcheck disable=SC2086
  set -- $bad
  count "$good" $# 0
  [ $# -eq 0 ] || show_regress_failures "$@"
}

# PostgreSQL 15 writes "test rag ... ok 12 ms", 16 and later "ok 1 - rag 12 ms".
regress_said_ok() { grep -qE "^(test +| +)?$1 +\.\.\. ok |^ok [0-9]+ +[-+] +$1 " "$log"; }

show_regress_failures() {
  say "  failed: $*"
  show_log 20
  [ ! -s regression.diffs ] || head -n 400 regression.diffs
}

# One database for all files, since each of them rolls back; the working folder is the repository's, for \copy.
run_pgtap() {
  if ! ls test/pgtap/*.sql >/dev/null 2>&1; then
    count_absent pgtap
    return 0
  fi
  create_database golden_thread_pgtap
  for file in test/pgtap/*.sql; do
    name=${file##*/}
    name=${name%.sql}
    if [ -z "$all$only" ] && is_word "$name" "$long_pgtap"; then
      skipped=$((skipped + 1))
      say "pgtap/$name ... SKIPPED, since it takes long: --all or --only pgtap"
      continue
    fi
    tap_suite "pgtap/$name" pg_prove --verbose -d golden_thread_pgtap "$file"
  done
}
is_word() { case " $2 " in *" $1 "*) ;; *) return 1 ;; esac; }

run_demo() {
  log=$work/log/demo
  begin demo
  if run sh demo/run --pg "$major" && grep -q '</html>' demo/report.html; then
    count 1 0 0
  else
    count 0 1 0
    show_log
  fi
}
