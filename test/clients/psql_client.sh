#!/bin/sh
# psql itself: \dv, PREPARE with typed text, \copy as text and binary.  $work is the caller's folder.
: "${work:?}"
ask() { psql -XAqt -v ON_ERROR_STOP=1 "$@"; }
attempt() {
    what=$1
    shift
    if problem=$("$@" 2>&1) && [ -z "$problem" ]; then echo "ok - $what"; else printf 'not ok - %s\n# %s\n' "$what" "$problem"; fi
}
same() { [ "$1" = "$2" ] || echo "$1 | $2"; }

list() { same "$(ask -c '\dv council_bi.*' | wc -l)" "$(wc -l <"$EXPECTED_LINES")"; }
read_views() {
    while IFS='	' read -r view rows rest; do
        same "$view $(ask -c "SELECT * FROM council_bi.$view" -P 'recordsep=|' -P 'fieldsep= ' -o "$work/view" -c '\o' -c "SELECT count(*) FROM council_bi.$view")" "$view $rows"
        [ "$rows" -eq 0 ] || [ -s "$work/view" ] || echo "$view: nothing printed"
    done <"$EXPECTED_LINES"
}
where() {
    for pair in 'rating|R' 'period|Q1 2025/26' 'code|A2.192'; do
        same "$(ask -c "PREPARE p(text) AS SELECT id FROM typed.kept WHERE ${pair%%|*} = \$1" -c "EXECUTE p('${pair#*|}')")" 1
    done
    for triple in 'counts|rag_tally|R2 G1' 'periods|quarterrange|["Q1 2025/26","Q3 2025/26")' 'spans|quartermultirange|{["Q1 2025/26","Q3 2025/26")}' \
        'codes|plan_coderange|[A1,A2)' 'thread|linkage|{2>1}' 'labels|linkage_text|{b>a}'; do
        name=${triple%%|*} rest=${triple#*|}
        same "$(ask -c "PREPARE p(${rest%%|*}) AS SELECT id FROM typed.kept WHERE $name = \$1" -c "EXECUTE p('${rest#*|}')")" 1
    done
}
insert() {
    ask -c "INSERT INTO typed.kept SELECT 3, rating, period, code, counts, periods, spans, codes, thread, labels FROM typed.kept WHERE id = 1"
    same "$(ask -v rating=R -v period='Q1 2025/26' -c 'SELECT 1' | wc -l)$(printf "SELECT id FROM typed.kept WHERE rating = :'r' AND period = :'q' ORDER BY id;" | ask -v r=R -v q='Q1 2025/26' | tr '\n' ' ')" '11 3 '
    ask -c 'DELETE FROM typed.kept WHERE id = 3'
}
copy() {
    printf '11\tR\tQ1 2025/26\tA2.192.70000\t["Q1 2025/26","Q3 2025/26")\n12\t\\N\tQ4 1999/00\tLGOF 3.1\t(,"Q3 2025/26")\n' >"$work/copied"
    ask -c "\\copy typed.copied FROM '$work/copied'"
    ask -c "\\copy (SELECT * FROM typed.copied WHERE id >= 11 ORDER BY id) TO '$work/binary' (FORMAT binary)" -c 'DELETE FROM typed.copied WHERE id >= 11' \
        -c "\\copy typed.copied FROM '$work/binary' (FORMAT binary)" -c "\\copy (SELECT * FROM typed.copied WHERE id >= 11 ORDER BY id) TO '$work/again'" \
        -c 'DELETE FROM typed.copied WHERE id >= 11'
    cmp "$work/copied" "$work/again"
}
attempt 'lists the views' list
attempt 'reads every view' read_views
attempt 'binds a parameter of every type in WHERE, and typed text' where
attempt 'inserts every type' insert
attempt 'copies in bulk, as text and binary' copy
