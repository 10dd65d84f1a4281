# Messages, and timed steps with a running clock.  Sourced by demo/run and test/run.
# shellcheck shell=sh

job=          # process group of the step that runs, for the exit trap
clock=        # process that shows the seconds on a terminal
log=/dev/null # where the running step writes; set by the caller

say() { printf '%s\n' "$*"; }

# die MESSAGE...: one argument a line.
die() {
  printf '%s: %s\n' "$program" "$1" >&2
  shift
  [ $# -eq 0 ] || printf '  %s\n' "$@" >&2
  exit 1
}

# refuse_word WORD: what is no option of the program, and how it is called.
refuse_word() {
  printf '%s: "%s" is not one of its options\n' "$program" "$1" >&2
  usage >&2
  exit 2
}

# begin TITLE: starts a line such as "build with gcc ... ", to be completed by end.
begin() {
  step_title=$1
  step_start=$(date +%s)
  printf '%s ... ' "$step_title"
  [ -t 1 ] || return 0
  while sleep 1; do printf '\r%s ... %d s ' "$step_title" $(($(date +%s) - step_start)); done &
  clock=$!
}

stop_clock() {
  [ -n "$clock" ] || return 0
  kill "$clock" 2>/dev/null || :
  wait "$clock" 2>/dev/null || :
  clock=
}

# end RESULT: completes the line of begin.
end() {
  stop_clock
  [ ! -t 1 ] || printf '\r\033[K%s ... ' "$step_title"
  printf '%s (%d s)\n' "$1" $(($(date +%s) - step_start))
}

# show_log [LINES]: the end of what the last step wrote.
show_log() { tail -n "${1:-40}" "$log" | sed 's/^/  | /'; }

# task TITLE COMMAND...: a step that must succeed; the command itself writes to $log.
task() {
  begin "$1"
  shift
  "$@" || {
    end FAILED
    show_log
    die 'this step failed; its last lines are above.'
  }
  end ok
}
# step TITLE COMMAND...: the same for a program, run as the worker (see workshop.sh).
step() {
  what=$1
  shift
  task "$what" run "$@"
}
