# What is missing on this machine, and its installation with apt-get (Debian, Ubuntu).  Sourced by demo/run and test/run.
# Lists of packages are words: they are split, and joined with one blank, on purpose.
# shellcheck shell=sh disable=SC2086,SC2116

no_main_cluster=/etc/postgresql-common/createcluster.d/golden_thread.conf
made_no_main_cluster=

has() { command -v "$1" >/dev/null 2>&1; }
has_c_headers() { has gcc && echo '#include <stdio.h>' | gcc -E -x c - >/dev/null 2>&1; }

has_faketime() { ls /usr/lib/*/faketime/libfaketime.so.1 >/dev/null 2>&1; }
has_fuzzer() { ls /usr/lib/llvm-*/lib/clang/*/lib/*/libclang_rt.fuzzer*.a >/dev/null 2>&1; }

# Sets compiler, server and tests to the packages that are missing; the server's only when $major is known.
find_missing() {
  compiler='' server='' tests=''
  has gcc || compiler='gcc'
  has_c_headers || compiler="$compiler libc6-dev"
  has make || compiler="$compiler make"
  if [ -n "$major" ]; then
    has_server "$major" || server="postgresql-$major"
    has_headers "$major" || server="$server $(headers_package)"
  fi
  if [ -n "$need_pgtap" ]; then
    [ -z "$major" ] || has_pgtap "$major" || tests="postgresql-$major-pgtap"
    has pg_prove || tests="$tests libtap-parser-sourcehandler-pgtap-perl"
  fi
  missing=$(echo $compiler $server $tests)
}

# Headers newer than the server can call what an older minor release lacks: take the server's own version if there is one.
headers_package() {
  name=postgresql-server-dev-$major
  version=$(dpkg-query -W -f '${Version}' "postgresql-$major" 2>/dev/null) || version=
  if [ -n "$version" ] && apt-cache madison "$name" 2>/dev/null | awk '{print $3}' | grep -qxF "$version"; then
    name=$name=$version
  fi
  echo "$name"
}

# libFuzzer for the clang that the server's headers bring.  Only a wish: without it the fuzz suite says that it is
# skipped, so it is added when something is installed anyway, and its absence alone is no reason to ask for rights.
find_fuzzer() {
  [ -n "$need_pgtap" ] && ! has_fuzzer || return 0
  name=$(apt-cache depends "postgresql-server-dev-$major" | sed -n 's/.*Depends: clang-\([0-9]*\)$/libclang-rt-\1-dev/p' | head -n 1)
  [ -z "$name" ] || ! apt-cache show "$name" >/dev/null 2>&1 || {
    tests="$tests $name"
    missing="$missing $name"
  }
}

# The clock of the suite net, a wish likewise.
find_faketime() {
  [ -n "$need_pgtap" ] && ! has_faketime && apt-cache show libfaketime >/dev/null 2>&1 || return 0
  tests="$tests libfaketime"
  missing="$missing libfaketime"
}

# The distribution's own choice, from the version of the package "postgresql", such as 15+248+deb12u1.
choose_default() {
  major=$(LC_ALL=C apt-cache policy postgresql 2>/dev/null | sed -n 's/^ *Candidate: *\([0-9][0-9]*\).*/\1/p')
  case " $majors " in *" $major "*) return ;; esac
  [ -n "$major" ] || die "this machine's package sources have no PostgreSQL." \
    'Is the network there, and does /etc/apt/sources.list name a mirror?'
  die "this distribution's PostgreSQL is version $major; golden_thread runs on 15 to 18." \
    'Newer ones come from https://wiki.postgresql.org/wiki/Apt; then try again.'
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    env DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1 "$@"
  else
    sudo env DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1 \
      ${http_proxy:+http_proxy="$http_proxy"} ${https_proxy:+https_proxy="$https_proxy"} "$@"
  fi
}

# Not put in the background like other steps: apt-get and sudo take care of Ctrl-C themselves, and killing apt-get
# half-way would leave the machine's packages broken.
apt_get() {
  as_root apt-get -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 -y -q "$@" >"$log" 2>&1 </dev/null
}

# Installing a server package normally makes a cluster and starts it on port 5432 or the next free one.
forbid_main_cluster() {
  made_no_main_cluster=yes
  # shellcheck disable=SC2016
  as_root sh -c 'mkdir -p "${1%/*}" && echo "create_main_cluster = false" >"$1"' sh "$no_main_cluster"
}
allow_main_cluster() {
  [ -n "$made_no_main_cluster" ] || return 0
  made_no_main_cluster=
  # shellcheck disable=SC2016
  as_root sh -c 'rm -f "$1"; rmdir -p "${1%/*}" 2>/dev/null || :' sh "$no_main_cluster"
}

need_apt_and_rights() {
  has apt-get || die "missing here: ${missing:-a PostgreSQL 15 to 18 in /usr/lib/postgresql}" \
    'This script installs with apt-get (Debian 12 or later, Ubuntu 24.04 or later), and there is none.' \
    'On other systems build by hand: see "Install" in README.md.'
  [ "$(id -u)" -eq 0 ] && return
  has sudo || die "some packages are missing, I am not root, and there is no sudo." \
    'Ask an administrator to run:' "$(by_hand)"
  say 'Packages are missing; installing them needs sudo.'
  sudo -n true 2>/dev/null || sudo -v || die 'sudo did not let me.' 'Ask an administrator to run:' "$(by_hand)"
}

# The line for an administrator; the names need package lists that may not have been read yet.
by_hand() {
  if [ -z "$major" ] && (choose_default) 2>/dev/null; then
    choose_default
    find_missing
  fi
  [ -n "$major" ] || missing="$missing postgresql postgresql-server-dev-all${need_pgtap:+ pgtap}"
  [ -z "$major" ] || find_fuzzer
  find_faketime
  echo "apt-get update && apt-get install --no-install-recommends $(echo $missing)"
}

need_sources() {
  unknown=
  for name in $missing; do
    apt-cache show "$name" >/dev/null 2>&1 || unknown="$unknown $name"
  done
  [ -z "$unknown" ] || die "not in this machine's package sources:$unknown" \
    'Is the network there?  Other PostgreSQL versions come from https://wiki.postgresql.org/wiki/Apt'
}

say_missing() {
  say "About to install from this machine's package sources (apt-get):"
  [ -z "$compiler" ] || say "  $(echo $compiler): to compile the extension"
  [ -z "$server" ] || say "  $(echo $server): PostgreSQL $major to build against and to run; no cluster is made or started by them"
  [ -z "$tests" ] || say "  $(echo $tests): to run the tests"
  apt-get install --no-install-recommends --print-uris -qq $missing 2>/dev/null | awk '
    { bytes += $3; n++ }
    END { if (n) printf "  with what they need, %d packages, %d MB to download.  They stay installed.\n", n, bytes / 1e6 + 1 }'
}

# get_packages: afterwards $major is a PostgreSQL to build against and to run, and all tools are there.
get_packages() {
  [ -n "$major" ] || choose_installed
  find_missing
  [ -n "$missing" ] || [ -z "$major" ] || return 0
  need_apt_and_rights
  log=$work/log/apt
  begin 'read the package lists (apt-get update)'
  if apt_get update; then end ok; else end 'not all could be read, going on'; fi
  [ -n "$major" ] || choose_default
  find_missing
  need_sources
  find_fuzzer
  find_faketime
  say_missing
  case $server in *"postgresql-$major"*) forbid_main_cluster ;; esac
  apt_step 'download the packages' --download-only $missing
  apt_step 'install them' $missing
  allow_main_cluster
  find_missing
  [ -z "$missing" ] || die "still missing after the installation: $missing"
}

apt_step() {
  begin "$1"
  shift
  apt_get install --no-install-recommends "$@" || {
    end FAILED
    show_log 15
    die 'apt-get failed; its last lines are above.  Is the network there?'
  }
  end ok
}

# get_wishes: what the long suites use besides, such as the drivers of the suite clients, of what this machine's package sources have.  Only
# a wish, of whoever may install without being asked: what is not there is skipped with the reason.
get_wishes() {
  [ "$(id -u)" -eq 0 ] && has apt-get || return 0
  drivers='python3-psycopg2 python3-psycopg python3-asyncpg python3-sqlalchemy python3-pyodbc odbc-postgresql libpostgresql-jdbc-java'
  has java || drivers="$drivers default-jdk-headless"
  # For the suites sqlsmith and lint.
  checkers="sqlsmith python3-pglast postgresql-$major-plpgsql-check"
  wished=
  for name in $drivers $checkers; do
    dpkg-query -W -f '${Status}' "$name" 2>/dev/null | grep -q ' installed$' || wished="$wished $name"
  done
  [ -n "$wished" ] || return 0
  log=$work/log/apt
  begin "install what the long suites use ($(echo $wished))"
  apt_get update || :
  there=
  for name in $wished; do ! apt-cache show "$name" >/dev/null 2>&1 || there="$there $name"; done
  if [ -n "$there" ] && apt_get install --no-install-recommends $there; then end ok; else end 'not all, going on'; fi
}
