# The private folder everything happens in, the user who works there, and the clean-up.  Sourced by demo/run and test/run.
# The checkout is only read: its sources are copied, so parallel runs and other builds never meet.
# shellcheck shell=sh

work=     # the private folder: pg/ server copy, src/ sources, db/ socket and data, log/
worker=   # prefix that runs a command as the worker: words without blanks
keep=     # asked: leave the cluster up, also after an error, not after an interrupt; up: it is up
at_leave= # a last command of the caller's, after the clean-up

# PostgreSQL refuses to run as root.  Through sudo the worker is whoever called it, so that a kept cluster is theirs.
choose_worker() {
  [ "$(id -u)" -eq 0 ] || return 0
  if [ "${SUDO_UID:-0}" -ne 0 ]; then
    owner=$SUDO_UID:$(id -g "$SUDO_UID")
  elif id postgres >/dev/null 2>&1; then
    owner=$(id -u postgres):$(id -g postgres)
  else
    owner=$(id -u nobody):$(id -g nobody)
  fi
  # setpriv and not su or runuser: no login session, no process in between that would have to pass signals on.
  worker="setpriv --reuid=${owner%:*} --regid=${owner#*:} --clear-groups --"
}

# The folder must allow programs to be run, and its name be short: a socket's path has at most 107 bytes.
make_workshop() {
  for parent in /tmp /var/tmp; do
    work=$(mktemp -d "$parent/gt.XXXXXX" 2>/dev/null) || continue
    printf '#!/bin/sh\n' >"$work/probe" && chmod 755 "$work/probe"
    "$work/probe" 2>/dev/null && break
    rm -rf "$work"
    work=
  done
  [ -n "$work" ] || die 'neither /tmp nor /var/tmp lets me make a folder and run programs in it.'
  rm "$work/probe"
  chmod 711 "$work"
  mkdir "$work/pg" "$work/src" "$work/db" "$work/log"
  chmod 700 "$work/db"
}

# After the packages: one of them makes the user postgres.
hand_over_workshop() {
  choose_worker
  # Only these empty folders change hands; what fills them is written by the worker.
  [ -z "$worker" ] || chown "$owner" "$work/pg" "$work/src" "$work/db"
  HOME=$work
  export HOME
}

# A checkout may be read-only: its copy is not.
# Leftovers of a build in the checkout must not be taken for results of this one.
copy_sources() {
  log=$work/log/copy
  tar -C "$top" --mode=u+rwX --exclude=./.git --exclude='*.o' --exclude='*.bc' --exclude='*.so' -cf "$work/src.tar" . ||
    die "could not read the sources in $top."
  run tar -C "$work/src" --no-same-owner -xf "$work/src.tar" || {
    show_log
    die "could not copy the sources to $work."
  }
  rm "$work/src.tar"
  cd "$work/src"
}

# run COMMAND...: as the worker, in a process group of its own, output to $log; its exit status.
run() {
  # shellcheck disable=SC2086 # $worker is a list of words
  setsid $worker "$@" >"$log" 2>&1 </dev/null &
  await $!
}

# show COMMAND...: the same with the output shown.
show() {
  # shellcheck disable=SC2086
  setsid $worker "$@" </dev/null &
  await $!
}

# A signal interrupts wait, and so reaches the trap at once; a command in the foreground would hold it up.
await() {
  job=$1
  status=0
  wait "$job" || status=$?
  job=
  return $status
}

stop_job() {
  [ -n "$job" ] || return 0
  kill -s TERM -- "-$job" 2>/dev/null || kill "$job" 2>/dev/null || :
  wait "$job" 2>/dev/null || :
  job=
}

leave() {
  exit_status=$?
  trap - EXIT
  trap '' HUP INT PIPE TERM
  set +e
  stop_clock
  [ "$exit_status" -lt 128 ] || printf '\n%s: interrupted, cleaning up\n' "$program" >&2
  stop_job
  allow_main_cluster
  if [ "$keep" = up ] && [ "$exit_status" -lt 128 ]; then
    say_kept
  elif [ -n "$work" ]; then
    cd /
    stop_cluster
    rm -rf "$work"
  fi
  [ -z "$at_leave" ] || "$at_leave"
  exit "$exit_status"
}

clean_up_at_exit() {
  trap leave EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 141' PIPE
  trap 'exit 143' TERM
}

# What a caller's surroundings set must not reach our build or our server.
forget_surroundings() {
  for name in $(env | sed -n -e 's/^\(PG[A-Z_]*\)=.*/\1/p' -e 's/^\(PSQL[A-Z_]*\)=.*/\1/p') MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES COPT PROFILE CC CFLAGS CPPFLAGS LDFLAGS CDPATH DESTDIR VPATH USE_PGXS; do
    unset "$name"
  done
  LC_ALL=C.UTF-8
  export LC_ALL
  umask 022
}
