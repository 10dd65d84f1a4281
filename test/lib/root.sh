# PostgreSQL 15, 17 and 18 side by side: the root of a small Debian in a folder, made once and kept in a cache.  What is
# tested there is this same test/run, called inside.  Sourced by test/run.
# shellcheck shell=sh

root_majors='15 17 18'
root_recipe=1 # counted up when what goes into the root changes: an old one is then not found
root=         # the folder
root_why=     # why there is none

find_root() {
  cache=${GOLDEN_THREAD_CACHE:-${XDG_CACHE_HOME:-${HOME:-/var}/.cache}/golden_thread}
  root=$cache/servers-$root_recipe-$(uname -m)
}

# get_root: afterwards the servers are in $root; or it fails, and $root_why says what was in the way.
get_root() {
  [ -z "$root_why" ] || return 1
  if [ "$(id -u)" -ne 0 ]; then
    root_why='only root can change into a root of its own: sudo test/run'
    return 1
  fi
  [ ! -e "$root/complete" ] || return 0
  get_mmdebstrap && make_root
}

get_mmdebstrap() {
  if has mmdebstrap; then return 0; fi
  if ! has apt-get; then
    root_why='there is neither mmdebstrap nor an apt-get to install it'
    return 1
  fi
  begin 'install mmdebstrap, which makes Debian roots'
  log=$work/log/mmdebstrap
  if apt_get update && apt_get install --no-install-recommends mmdebstrap; then
    end ok
    return 0
  fi
  end FAILED
  show_log 5
  root_why='mmdebstrap could not be installed'
  return 1
}

# This machine's own mirror if it is a Debian, the general one elsewhere.
debian_mirror() {
  mirror=$(. /etc/os-release && [ "${ID-}" = debian ] && apt-get indextargets --format '$(REPO_URI)' \
    'Created-By: Packages' "Release: $VERSION_CODENAME" 2>/dev/null | head -n 1) || mirror=
  echo "${mirror:-http://deb.debian.org/debian}"
}

# Debian 12, 13 and the next have one server each.  The headers are unpacked and not installed: their packages ask for
# 1 GB of LLVM.  The metadata of a mirror may be older than the machine's clock likes.
root_packages='postgresql-15,postgresql-17,postgresql-18,postgresql-15-pgtap,postgresql-17-pgtap,postgresql-18-pgtap'
root_packages=$root_packages,libtap-parser-sourcehandler-pgtap-perl,libipc-run-perl,gcc,libc6-dev,libpq-dev,make
# shellcheck disable=SC2016 # expanded by mmdebstrap's shell
debootstrap() {
  mirror=$(debian_mirror)
  as_self mmdebstrap --variant=apt --mode=root --aptopt='APT::Install-Recommends "false"' \
    --aptopt='Acquire::Check-Valid-Until "false"' --aptopt='Acquire::Languages "none"' \
    --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/doc/*' \
    --dpkgopt='path-exclude=/usr/share/locale/*' \
    --essential-hook='d=$1/etc/postgresql-common/createcluster.d && mkdir -p $d && echo "create_main_cluster = false" >$d/no.conf' \
    --include="$root_packages" \
    --customize-hook='chroot "$1" sh -euc "
      mkdir /tmp/headers
      cd /tmp/headers
      apt-get -o APT::Sandbox::User=root -qq download postgresql-server-dev-15 postgresql-server-dev-17 postgresql-server-dev-18
      for package in *.deb; do dpkg -x \$package /; done
      rm -r /tmp/headers"' \
    forky "$1" "deb $mirror forky main" "deb $mirror trixie main" "deb $mirror bookworm main"
}

# Made beside its place and moved there when it is whole, so that an interrupted run leaves nothing that looks so.
make_root() {
  say "PostgreSQL 15, 17 and 18 side by side: about 300 MB to download, 1 GB in $root, once."
  begin 'make a Debian root with them (mmdebstrap)'
  log=$work/log/root
  new_root=$root.new.$$
  if mkdir -p "$cache" && debootstrap "$new_root" && : >"$new_root/complete"; then
    # Another run may have been faster.
    mv -T "$new_root" "$root" 2>/dev/null || drop_new_root
    new_root=
    [ ! -e "$root/complete" ] || {
      end ok
      return 0
    }
  fi
  end FAILED
  show_log 10
  drop_new_root
  root_why="the root could not be made, as the lines above say; is the network there, and 1.5 GB in $cache?"
  return 1
}
drop_new_root() {
  [ -z "${new_root-}" ] || rm -rf --one-file-system "$new_root"
  new_root=
}

# as_self COMMAND...: like run, but not as the worker.
as_self() {
  setsid "$@" >"$log" 2>&1 </dev/null &
  await $!
}

# The checkout, for the test/run inside.
copy_to_root() {
  root_sources=$(mktemp -d "$root/tmp/gt-src.XXXXXX") && chmod 755 "$root_sources" &&
    tar -C "$top" --exclude=./.git --exclude='*.o' --exclude='*.bc' --exclude='*.so' -cf - . |
    tar -C "$root_sources" --no-same-owner -xf -
}
clean_root() {
  drop_new_root
  [ -z "${root_sources-}" ] || rm -rf --one-file-system "$root_sources"
  root_sources=
}

# run_in_root N [ARGUMENTS...]: test/run --pg N inside, its lines marked with N and its totals added to ours.
run_in_root() {
  inner=$1
  shift
  say ''
  say "PostgreSQL $inner, in $root"
  copy_to_root || die "could not copy the sources to $root."
  totals=$work/log/totals
  rm -f "$totals"
  # A group of its own with mounts of its own, where the machine lets us have them: both end with it.  Its shell waits
  # for what it started before it heeds a signal.
  # shellcheck disable=SC2016 # expanded by the inner shells
  setsid sh -c '
    trap : HUP INT TERM
    totals=$1 inner=$2 root=$3
    shift 3
    mounts="mount -t proc proc \"\$0/proc\" && mount --rbind /dev \"\$0/dev\" && mount -t tmpfs -o mode=1777 tmpfs \"\$0/dev/shm\"
      exec chroot \"\$0\" \"\$@\""
    own=
    ! unshare --mount true 2>/dev/null || own="unshare --mount sh -c"
    if [ -n "$own" ]; then set -- $own "$mounts" "$root" "$@"; else set -- chroot "$root" "$@"; fi
    env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 "$@" 2>&1 |
      while IFS= read -r line; do
        case $line in
          [0-9]*" passed, "*" failed"*) printf "%s\n" "$line" >"$totals" ;;
          *) printf "[%s] %s\n" "$inner" "$line" ;;
        esac
      done
  ' sh "$totals" "$inner" "$root" sh "${root_sources#"$root"}/test/run" --pg "$inner" "$@" </dev/null &
  await $! || :
  clean_root
  add_totals "PostgreSQL $inner" "$totals"
}
