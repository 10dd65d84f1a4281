#!/bin/sh
# Takes the two pictures of README.md: doc/paper.png and doc/psql.png.  Needs chromium, and a database with the demo's register
# (PGHOST, PGUSER, PGDATABASE): demo/run --keep makes one.
set -eu
cd "$(dirname "$0")/.."
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome)
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

shoot() {
    "$browser" --headless --disable-gpu --no-sandbox --hide-scrollbars --window-size="$3,$4" --screenshot="$2" "file://$1" >"$work/log" 2>&1 </dev/null || {
        cat "$work/log"
        exit 1
    }
}
psql -XAtq -c "SELECT council.report_html('Cheshire East plan 2024-25')" >"$work/paper.html"
shoot "$work/paper.html" "$PWD/doc/paper.png" 1100 770
{
    echo '<!doctype html><meta charset="utf-8"><body style="margin:0;background:#1d2125;color:#e8e8e8"><pre style="font:15px/1.35 monospace;padding:14px">'
    psql -Xq -P footer=off -P pager=off >"$work/said" <<'END'
\echo council=> SELECT quarter, rag_bar(tally, 36), tally, overall
\echo council->        FROM council.progress_report WHERE plan_id < 3;
SELECT quarter, rag_bar(tally, 36), tally, overall FROM council.progress_report WHERE plan_id < 3;
\echo council=> SELECT ref, left(title, 40) AS title, rating, movement
\echo council->        FROM council.exceptions_report WHERE plan_id = 1 LIMIT 8;
SELECT ref, left(title, 40) AS title, rating, movement FROM council.exceptions_report WHERE plan_id = 1 LIMIT 8;
END
    sed 's/&/\&amp;/g; s/</\&lt;/g' "$work/said"
    echo '</pre>'
} >"$work/psql.html"
shoot "$work/psql.html" "$PWD/doc/psql.png" 760 450
ls -l doc/paper.png doc/psql.png
