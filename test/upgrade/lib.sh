# Results as TAP, throwaway clusters, and what is asked of a database before and after.  Sourced by run and servers.
# shellcheck shell=sh

n=0 failed=0
dir=$(mktemp -d /tmp/gtu.XXXXXX) || exit 1
: >"$dir/log"

[ "$(id -u)" -ne 0 ] || {
  echo 'Bail out! PostgreSQL does not run as root: test/run --only upgrade (or servers) does what is needed'
  rmdir "$dir" 2>/dev/null || rm -r "$dir"
  exit 1
}

leave() {
  status=$?
  trap - EXIT
  for data in "$dir"/*/postmaster.pid; do
    [ ! -s "$data" ] || "$(cat "${data%/*}.bin")/pg_ctl" -D "${data%/*}" -m immediate stop >/dev/null 2>&1
  done
  rm -rf "$dir"
  exit $status
}
trap leave EXIT
trap 'exit 130' HUP INT PIPE TERM

# --- Results ---

# ok NAME STATUS: the log of the last command explains a failure.
ok() {
  n=$((n + 1))
  if [ "$2" -eq 0 ]; then
    echo "ok $n - $1"
  else
    echo "not ok $n - $1"
    tail -n 30 "$dir/log" | sed 's/^/#   /'
    failed=$((failed + 1))
  fi
}
# try NAME COMMAND...: it succeeds.
try() {
  name=$1
  shift
  status=0
  "$@" >"$dir/log" 2>&1 </dev/null || status=$?
  ok "$name" $status
  return $status
}
# refuses NAME TEXT COMMAND...: it fails, and says TEXT.
refuses() {
  name=$1 text=$2
  shift 2
  status=0
  "$@" >"$dir/log" 2>&1 </dev/null && status=1
  grep -qF -- "$text" "$dir/log" || status=1
  ok "$name" $status
}
# same NAME FILE FILE: equal, and not empty.
same() {
  status=0
  diff "$2" "$3" >"$dir/log" 2>&1 || status=1
  [ -s "$2" ] || {
    status=1
    echo "$2 is empty" >>"$dir/log"
  }
  ok "$1" $status
}
finish() {
  echo "1..$n"
  [ $failed -eq 0 ]
}

# --- Clusters ---

# make_cluster NAME BIN PORT [INITDB OPTIONS...]: its data in $dir/NAME, its socket in $dir.
make_cluster() {
  cluster=$1 bin=$2 port=$3
  shift 3
  "$bin/initdb" -D "$dir/$cluster" -U postgres -A trust --no-sync --locale=C.UTF-8 -E UTF8 "$@" >"$dir/log" 2>&1 || return
  printf '%s\n' "unix_socket_directories = '$dir'" "listen_addresses = ''" "port = $port" 'fsync = off' 'autovacuum = off' \
    'jit = off' 'wal_level = logical' 'wal_retrieve_retry_interval = 100ms' 'wal_receiver_status_interval = 1s' "timezone = 'UTC'" 'max_connections = 30' 'max_locks_per_transaction = 256' >>"$dir/$cluster/postgresql.conf"
  echo "$bin" >"$dir/$cluster.bin"
}
start() { "$(cat "$dir/$1.bin")/pg_ctl" -D "$dir/$1" -l "$dir/$1.log" -w -t 60 start >"$dir/log" 2>&1 || { cat "$dir/$1.log" >>"$dir/log" && return 1; }; }
stop() { "$(cat "$dir/$1.bin")/pg_ctl" -D "$dir/$1" -m fast -w -t 60 stop >"$dir/log" 2>&1; }

# on PORT: the server that sql and others mean from here.
on() { PGPORT=$1; }
PGHOST=$dir PGUSER=postgres PGDATABASE=postgres PGTZ=UTC PGOPTIONS='' PGCLIENTENCODING=UTF8
export PGHOST PGPORT PGUSER PGDATABASE PGTZ PGOPTIONS PGCLIENTENCODING

# sql DATABASE [PSQL ARGUMENTS...]: unaligned, and stops at the first error.
sql() { psql -XAqt -v ON_ERROR_STOP=1 -v VERBOSITY=terse -d "$@"; }
# ask DATABASE STATEMENT: its answer.
ask() { sql "$1" -c "$2" 2>>"$dir/log"; }

# --- What databases hold ---

default_version=$(sed -n "s/^default_version *= *'\(.*\)'/\1/p" golden_thread.control)
# The versions before it: those with a frozen install script.
released=$(sed -n 's/.* golden_thread--\([0-9.]*[0-9]\)\.sql$/\1/p' test/upgrade/released/SHA256SUMS | grep -vxF "$default_version" | sort -V | tr '\n' ' ')
installed_version="SELECT extversion FROM pg_extension WHERE extname = 'golden_thread'"

install() { sql "$1" -c "CREATE EXTENSION golden_thread VERSION '$2' SCHEMA \"${3:-public}\""; }
# is_before VERSION VERSION
is_before() { [ "$1" != "$2" ] && [ "$(printf '%s\n' "$1" "$2" | sort -V | head -n 1)" = "$1" ]; }
# add_register DATABASE VERSION [SCHEMA]: the council's plans, as that version imports them: before 0.6.0 by a function of the
# extension.  From then on a library makes registers of its own version only; those of older ones are kept as dumps.
add_register() {
  cp demo/council_import.sql "$dir/import.sql"
  echo "SELECT create_register('council');" >"$dir/register.sql"
  if is_before "$2" 0.6.0; then
    sed "s/council\.import_csv(/import_csv('council', /" demo/council_import.sql >"$dir/import.sql"
  elif [ "$2" != "$default_version" ]; then
    gzip -dc "test/upgrade/released/register_council--$2.sql.gz" |
      sed "s/\bpublic\./\"${3:-public}\"./g; s/'public'/'${3:-public}'/g; s/\"public\"/\"${3:-public}\"/g" >"$dir/register.sql"
  fi
  sql "$1" -c "SET search_path = \"${3:-public}\", public" -f "$dir/register.sql" \
    -c "SET search_path = council, \"${3:-public}\", public" -f demo/council_mappings.sql -f "$dir/import.sql"
}
# fill_types DATABASE VERSION [SCHEMA]: the extension, and every type in every kind of index.
fill_types() { install "$1" "$2" "${3:-public}" && sql "$1" -f test/upgrade/objects.sql; }
# fill DATABASE VERSION [SCHEMA]: the council's plans as well.
fill() { install "$1" "$2" "${3:-public}" && add_register "$1" "$2" "${3:-public}" && sql "$1" -f test/upgrade/objects.sql; }
# unqualified DATABASE: what doc/upgrading.md's query finds there, one a line.
unqualified() {
  sed -n "/operator's schema: begin/,/operator's schema: end/p" doc/upgrading.md | sed '/<!--/d; /^ *```/d' >"$dir/unqualified.sql"
  [ -s "$dir/unqualified.sql" ] && sql "$1" -f "$dir/unqualified.sql"
}
# answers DATABASE FILE: into $dir/FILE.  An error is never equal to another.
answers() {
  sql "$1" -f test/upgrade/answers.sql >"$dir/$2" 2>"$dir/log" || { cat "$dir/log" && date +%s.%N; } >"$dir/$2"
}
# tables FILE: only the checksums of tables, for where indexes or views are left out on purpose.
tables() { grep '^r ' "$1"; }
snapshot() {
  sql "$1" -f test/upgrade/snapshot.sql -c 'SELECT line FROM pg_temp.extension_snapshot() ORDER BY line COLLATE "C"' >"$dir/$2" 2>"$dir/log"
}
# reads_the_same NAME DATABASE FILE: as the answers kept in FILE.
reads_the_same() {
  answers "$2" now
  same "$1" "$dir/$3" "$dir/now"
}
# sound DATABASE: amcheck looked at something and found nothing.
sound() {
  sql "$1" -f test/upgrade/amcheck.sql >"$dir/amcheck" || return
  cat "$dir/amcheck"
  [ "$(wc -l <"$dir/amcheck")" -eq 1 ] && grep -qE '^checked [0-9]{3,} indexes' "$dir/amcheck"
}
