# Counting what the suites report.  Sourced by test/run.
# shellcheck shell=sh

passed=0 failed=0 skipped=0

# count P F S: adds to the totals and ends the line of the step.
count() {
  passed=$((passed + $1)) failed=$((failed + $2)) skipped=$((skipped + $3))
  text="$1 passed"
  [ "$2" -eq 0 ] || text="$text, $2 FAILED"
  [ "$3" -eq 0 ] || text="$text, $3 skipped"
  end "$text"
}

# read_tap STATUS < TAP: prints "passed failed skipped".  A program that dies, that reports fewer results than it
# planned, or that planned nothing has at least one failure.  Several programs may have written one after the other.
read_tap() {
  awk -v exit_status="$1" '
    /^1\.\.[0-9]+/ {
      planned++
      plan += substr($1, 4)
      if ($1 == "1..0") { if (toupper($0) ~ /# *SKIP/) skipped++; else broken++ }
    }
    /^ok [0-9]/ { seen++; if (toupper($0) ~ /# *SKIP/) skipped++; else passed++ }
    /^not ok [0-9]/ { seen++; if (toupper($0) ~ /# *TO[D]O/) skipped++; else failed++ }
    /^Bail out!/ { broken++ }
    END {
      if (seen < plan) failed += plan - seen
      if (!planned || seen > plan || broken) failed++
      if (exit_status != 0 && !failed) failed++
      print passed + 0, failed + 0, skipped + 0
    }'
}

# tap_suite TITLE COMMAND...: runs a program that writes TAP and counts its results.
tap_suite() {
  log=$work/log/$(echo "$1" | tr '/ ' '__')
  begin "$1"
  shift
  suite_status=0
  run "$@" || suite_status=$?
  # shellcheck disable=SC2046 # three numbers
  set -- $(read_tap "$suite_status" <"$log")
  count "$@"
  show_skipped
  [ "$2" -eq 0 ] || show_tap_failures
}

# Why: each reason once.
show_skipped() {
  sed -n 's/^1\.\.0 *# *SKIP *//p; s/^ok [0-9]* - \(.*\) # *SKIP:* *\(.*\)/\1: \2/p; s/^ok [0-9]* *# *SKIP:* *//p' "$log" | sort -u | sed 's/^/  skipped: /'
}

show_tap_failures() {
  [ "$(wc -l <"$log")" -gt 60 ] || {
    show_log 60
    return 0
  }
  grep -nE '^(not ok|#|Bail out!)|(ERROR|FATAL|error|warning):' "$log" | head -n 60 | sed 's/^/  | /'
  say '  the last lines:'
  show_log 15
}

# A suite that is not in this checkout: never silently.
count_absent() {
  skipped=$((skipped + 1))
  say "$1 ... not in this checkout, 1 skipped"
}

# add_totals TITLE FILE: the last line of another test/run.  One that ended without any has failed.
add_totals() {
  # shellcheck disable=SC2046 # three numbers
  set -- "$1" $(sed -n '$s/^\([0-9]*\) passed, \([0-9]*\) failed\(, \([0-9]*\) skipped\)\{0,1\}$/\1 \2 \4/p' "$2" 2>/dev/null)
  [ $# -ge 3 ] || set -- "$1" 0 1
  say "$1 ... $2 passed, $3 failed, ${4:-0} skipped"
  passed=$((passed + $2)) failed=$((failed + $3)) skipped=$((skipped + ${4:-0}))
}

# The line the whole run ends with.
tally() {
  text="$passed passed, $failed failed"
  [ "$skipped" -eq 0 ] || text="$text, $skipped skipped"
  say "$text"
}
