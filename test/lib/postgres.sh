# Which PostgreSQL, a private copy of it to install into, and a cluster on a private socket.  Sourced by demo/run and test/run.
# shellcheck shell=sh

majors='18 17 16 15'
major=
need_pgtap= # yes: the caller also needs pgTAP and pg_prove

# want_major N: the answer to --pg.
want_major() {
  case " $majors " in *" ${1:-none} "*) major=$1 ;; *) die "--pg takes one of: $majors" ;; esac
}

has_server() { [ -x "/usr/lib/postgresql/$1/bin/postgres" ] && [ -x "/usr/lib/postgresql/$1/bin/psql" ]; }
has_headers() {
  [ -r "/usr/lib/postgresql/$1/lib/pgxs/src/makefiles/pgxs.mk" ] && [ -r "/usr/include/postgresql/$1/server/postgres.h" ]
}
has_pgtap() { [ -r "/usr/share/postgresql/$1/extension/pgtap.control" ]; }
can_build() { has_server "$1" && has_headers "$1"; }
can_do_all() { can_build "$1" && { [ -z "$need_pgtap" ] || has_pgtap "$1"; }; }

# The newest that needs nothing installed, else the newest that needs least; nothing when no server is here.
choose_installed() {
  for has in can_do_all can_build has_server; do
    for n in $majors; do
      if "$has" "$n"; then
        major=$n
        return
      fi
    done
  done
}

# PostgreSQL finds its folders relative to its programs, so a copy of the programs with links to the rest is a whole
# installation that `make install` can write into, and the system's own stays as it is.
copy_server() {
  log=$work/log/copy
  lib=/usr/lib/postgresql/$1 share=/usr/share/postgresql/$1
  # shellcheck disable=SC2016 # expanded by the inner shell
  run sh -euc '
    mkdir -p "$1$2" "$1${3%/*}" "$1/usr/include"
    cp -a "$2/bin" "$1$2/bin"
    cp -as "$2/lib" "$1$2/lib"
    cp -as "$3" "$1$3"
    ln -sfn /usr/include/postgresql "$1/usr/include/postgresql"
    # An installed golden_thread of another version must not be part of what is tried here.
    rm -rf "$1$2/lib/bitcode" "$1$2"/lib/golden_thread* "$1$3"/extension/golden_thread*
  ' sh "$work/pg" "$lib" "$share" || {
    show_log
    die "could not copy PostgreSQL $1 to $work."
  }
}
copy_postgres() {
  copy_server "$major"
  bin=$work/pg/usr/lib/postgresql/$major/bin
  PG_CONFIG=$bin/pg_config
  PATH=$bin:$PATH
  export PG_CONFIG PATH
  say "$("$bin/postgres" --version), as a private copy in $work"
}

# ask_make NAME: the value of a variable of the Makefile or of PGXS.
ask_make() {
  # shellcheck disable=SC2086 # $worker is a list of words
  $worker make -s --eval="ask:;@echo \$($1)" PG_CONFIG="$PG_CONFIG" ask
}

# What a build in the checkout left, or one by another compiler: make would take it for up to date.
make_clean() {
  log=$work/log/clean
  run make -s with_llvm=no PG_CONFIG="$PG_CONFIG" clean || {
    show_log
    die 'make clean failed; its last lines are above.'
  }
}

# build TITLE [MAKE ARGUMENTS...]: without LLVM, whose bitcode only serves queries that run for minutes.
build() {
  title=$1
  shift
  log=$work/log/build
  make_clean
  step "$title" make -s -j"$(nproc)" with_llvm=no PG_CONFIG="$PG_CONFIG" "$@"
}
install_extension() {
  log=$work/log/install
  step 'install into the private copy' make -s with_llvm=no PG_CONFIG="$PG_CONFIG" install
}

# install_beside N: another server with the extension, built from the same sources in a folder of its own.
install_beside() {
  copy_server "$1"
  log=$work/log/beside
  # shellcheck disable=SC2016 # expanded by the inner shell
  step "build for PostgreSQL $1 and install into a private copy" sh -euc '
    mkdir -p "build/$1"
    cp -R Makefile golden_thread.control sql src "build/$1"
    rm -f "build/$1"/src/*.o
    cd "build/$1"
    make -s -j"$(nproc)" with_llvm=no CC=gcc COPT="$3" PG_CONFIG="$2"
    make -s with_llvm=no PG_CONFIG="$2" install
    PG_CONFIG=$2 ../../test/upgrade/released/install
  ' sh "$1" "$work/pg/usr/lib/postgresql/$1/bin/pg_config" "$warnings"
}

# What older releases installed, for the tests that upgrade it: no package has it.
install_released() {
  log=$work/log/released
  step 'install what older releases did, to be upgraded' test/upgrade/released/install
}

make_cluster() {
  log=$work/log/initdb
  run "$bin/initdb" -D "$work/db/data" -U postgres -A trust --no-sync --locale=C.UTF-8 -E UTF8 || return
  log=$work/log/start
  run "$bin/pg_ctl" -D "$work/db/data" -l "$work/db/log" -w -t 120 \
    -o "-k $work/db -c listen_addresses= -c fsync=off -c jit=off -c max_locks_per_transaction=256" start
}

start_cluster() {
  begin 'start a PostgreSQL of our own'
  make_cluster || {
    end FAILED
    show_log
    [ ! -s "$work/db/log" ] || tail -n 20 "$work/db/log"
    die 'PostgreSQL did not start; the reason is above.'
  }
  end "ok, socket in $work/db"
  PGHOST=$work/db PGUSER=postgres
  export PGHOST PGUSER
}

stop_cluster() {
  [ ! -s "$work/db/data/postmaster.pid" ] || run "$bin/pg_ctl" -D "$work/db/data" -m immediate -w stop
}

create_database() {
  log=$work/log/createdb
  run "$bin/createdb" "$1" || {
    show_log
    die "could not create the database $1."
  }
}

# keep_cluster DATABASE: from here on the cluster outlives the script, unless it is interrupted.
keep_cluster() {
  keep=up kept_database=$1
  cat >"$work/remove" <<END
#!/bin/sh
# Stops this PostgreSQL and removes it with all its data.
cd / && $worker '$bin/pg_ctl' -D '$work/db/data' -m fast -w stop && rm -rf '$work'
END
}

say_kept() {
  say ''
  say 'The database stays up.  Connect with'
  say "  psql -h $work/db -U postgres -d $kept_database"
  say 'Stop it and remove it, data included, with'
  sudo=
  [ "$(id -u)" -ne 0 ] || [ -z "${SUDO_UID:-}" ] || sudo='sudo '
  say "  ${sudo}sh $work/remove"
}
