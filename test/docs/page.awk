# A page of the documentation as a program for psql, or with the answers of psql in place of those it prints.
#   awk -v mode=program PAGE             the program; it writes a line SOH NUMBER before the answer of each part
#   awk -v mode=facts PAGE               what the page says of itself: "starts from WHERE", "file NAME"
#   awk -v mode=renew ANSWERS PAGE       the page with the answers of psql; -v said=FILE gets "STATUS LINE REASON" for each part
# Parts, numbered in their order: a fence "sql" (its answer is the fence "text" that follows), "<!-- sql ... -->", which readers do
# not see, and each cell of a "<!-- run table: 1>2 3>4 -->" (column 2 holds the answer of column 1, column 4 that of column 3).

BEGIN { soh = "\001"; day = first_day; if (mode != "renew") answers_read = 1 }

# --- The answers ---
!answers_read && FNR == 1 && NR != 1 { answers_read = 1; part = 0 }
!answers_read {
    at = index($0, soh)
    # The output of a program may end without a line end.
    said_last = at ? substr($0, 1, at - 1) : $0
    sub(/[ \t\r]+$/, "", said_last)
    if (!at || said_last != "") answer[got] = answer[got] said_last "\n"
    if (at) { got = substr($0, at + 1) + 0; has[got] = 1 }
    next
}

# --- The page ---
{ line = $0 }
in_hidden { if (line ~ /-->[ \t]*$/) { in_hidden = 0; end_part() } else give(line); keep(line); next }
in_fence {
    if (line ~ /^[ \t]*```[ \t]*$/) { end_fence(); next }
    if (in_fence == "sql") give(substr(line, indent + 1))
    if (in_fence == "file" && mode == "facts") print "line " line
    if (in_fence == "text") shown[++shown_lines] = substr(line, indent + 1)
    else keep(line)
    next
}
line ~ /^ *<!-- starts from: .* -->$/ { if (mode == "facts") print "starts from " inside(line, "starts from"); keep(line); next }
line ~ /^ *<!-- clock: .* -->$/ { day = inside(line, "clock"); keep(line); next }
line ~ /^ *<!-- each: .* -->$/ { each = inside(line, "each"); keep(line); next }
line ~ /^ *<!-- file: .* -->$/ { file = inside(line, "file"); keep(line); next }
line ~ /^ *<!-- not run: .* -->$/ { not_run = 1; keep(line); next }
line ~ /^ *<!-- run table: .* -->$/ { read_pairs(inside(line, "run table")); keep(line); next }
line ~ /^ *<!-- sql/ { settle(); in_hidden = 1; begin_part(); keep(line); next }
line ~ /^[ \t]*```/ { begin_fence(); next }
in_table && line ~ /^\|/ { table_row(); next }
in_table && !/^[ \t]*$/ { in_table = 0 }
/[^ \t]/ { settle() }
{ keep(line) }
END { settle(); if (mode == "program") print "\\echo " soh "0"; if (in_fence || in_hidden) fault(FNR, "a fence or comment without end") }

function inside(text, word) { sub("^ *<!-- " word ": *", "", text); sub(/ *-->$/, "", text); return text }
function keep(text) { if (mode == "renew") print text }
function give(text) { if (mode == "program") print text }
function fault(at, why) { if (mode == "renew") print "bad", at, why >said }

# Each part begins a minute after the one before, with psql as it starts.
function begin_part() {
    part++
    part_line = FNR
    if (mode != "program") return
    print "\\echo " soh part
    printf "\\! echo '%s %02d:%02d:00' >\"$DOCS_CLOCK\"\n", day, 9 + int(part / 60), part % 60
    print "\\set QUIET on\n\\o\n\\pset format aligned\n\\pset tuples_only off\n\\pset expanded off\n\\pset footer off\n\\pset border 1"
    print "\\pset null ''\n\\pset pager off\n\\pset recordsep '\\n'\n\\pset fieldsep '|'\n\\set VERBOSITY default\n\\set SHOW_CONTEXT never\n\\set ON_ERROR_STOP off"
    if (each != "") print each
}
function end_part() {
    give(";")
    if (mode == "renew" && in_error(part)) fault(part_line, "this hidden part fails: " first_error(part))
}
function in_error(p) { return ("\n" answer[p]) ~ /\n(ERROR|FATAL|PANIC|invalid command|\\[a-z!]+: )/ || !has[p] }
function first_error(p,    text) {
    text = "\n" answer[p]
    if (!match(text, /\n(ERROR|FATAL|PANIC|invalid|\\)[^\n]*/)) return "psql ended before it"
    return substr(text, RSTART + 1, RLENGTH - 1)
}

# A part without a fence for its answer may say what it likes, but not fail.
function settle() {
    if (waiting && mode == "renew") {
        if (in_error(waiting)) fault(waiting_line, "fails, and its answer is not shown: " first_error(waiting))
        else print "ok", waiting_line >said
    }
    waiting = 0
}

function begin_fence(    language) {
    match(line, /^[ \t]*/)
    indent = RLENGTH
    language = substr(line, indent + 4)
    sub(/[ \t].*/, "", language)
    if (file != "") { settle(); in_fence = "file"; if (mode == "facts") print "file " file }
    else if (language == "sql" && not_run) { settle(); in_fence = "other"; skipping = 1 }
    else if (language == "sql") { settle(); in_fence = "sql"; skipping = 0; begin_part() }
    else if (language == "text" && waiting) { in_fence = "text"; shown_lines = 0 }
    else {
        settle()
        in_fence = "other"
        if (language == "") fault(FNR, "a fence without a language (sql, text, sh ...)")
        if (language == "text" && !not_run && !skipping) fault(FNR, "a fence text that follows no fence sql")
    }
    keep(line)
}
function end_fence() {
    if (in_fence == "sql") { give(";"); waiting = part; waiting_line = part_line }
    if (in_fence == "text") compare()
    if (in_fence == "file" && mode == "facts") print "end of file"
    if (in_fence == "other") not_run = 0
    file = ""
    in_fence = ""
    keep(line)
}

# --- What psql said beside what is shown; a line "..." of the page stands for any lines ---
function compare(    n, i, real, dots, pad) {
    n = split(bare(answer[waiting]), real, "\n")
    for (i = 1; i <= shown_lines; i++) if (shown[i] == "...") dots = i
    if (mode == "renew") {
        if (!has[waiting]) fault(waiting_line, "psql ended before it")
        else if (agree(real, n, dots)) print "ok", waiting_line >said
        else fault(waiting_line, "psql answers otherwise")
        pad = sprintf("%" indent "s", "")
        if (!dots || shown_lines > n) for (i = 1; i <= n; i++) keep((real[i] == "" ? "" : pad) real[i])
        else {
            for (i = 1; i < dots; i++) keep(pad real[i])
            keep(pad "...")
            for (i = n - (shown_lines - dots) + 1; i <= n; i++) keep(pad real[i])
        }
    }
    waiting = 0
}
function agree(real, n, dots,    i) {
    if (!dots) {
        if (n != shown_lines) return 0
        for (i = 1; i <= n; i++) if (real[i] != shown[i]) return 0
        return 1
    }
    if (n < shown_lines - 1) return 0
    for (i = 1; i < dots; i++) if (real[i] != shown[i]) return 0
    for (i = dots + 1; i <= shown_lines; i++) if (real[n - shown_lines + i] != shown[i]) return 0
    return 1
}
function bare(text) {
    gsub(/^\n+|\n+$/, "", text)
    return text
}

# --- Tables whose cells are run ---
function read_pairs(text,    n, i, two, of_pair) {
    settle()
    split("", answer_of)
    n = split(text, of_pair, " ")
    for (i = 1; i <= n; i++) { split(of_pair[i], two, ">"); answer_of[two[1]] = two[2] }
    in_table = 1
    table_line = 0
}
function table_row(    n, i, cell, row, statement, changed, now) {
    if (++table_line <= 2) { keep(line); return }
    row = line
    gsub(/\\\|/, "\002", row)
    n = split(row, cell, "|")
    for (i = 2; i < n; i++) if ((i - 1) in answer_of && match(cell[i], /`.*`/)) {
        statement = substr(cell[i], RSTART + 1, RLENGTH - 2)
        gsub(/\002/, "|", statement)
        begin_part()
        if (mode == "program") {
            print "\\pset format unaligned\n\\pset tuples_only on\n\\pset fieldsep ', '\n\\pset recordsep '; '\n\\pset null NULL"
            print (statement ~ /^(SELECT|WITH|VALUES|TABLE|INSERT|UPDATE|DELETE|CREATE|SET) / ? "" : "SELECT ") statement "\n;"
        }
        now = cell_answer(part)
        if (" " now " " != cell[answer_of[i - 1] + 1]) changed = "psql answers otherwise to " statement
        cell[answer_of[i - 1] + 1] = " " now " "
    }
    if (mode != "renew") return
    if (changed != "") fault(FNR, changed)
    else print "ok", FNR >said
    row = cell[1]
    for (i = 2; i <= n; i++) row = row "|" cell[i]
    gsub(/\002/, "\\|", row)
    keep(row)
}
function cell_answer(p,    text) {
    text = bare(answer[p])
    if (in_error(p)) { text = first_error(p); sub(/ at character [0-9]+$/, "", text); gsub(/  +/, " ", text) }
    else if (text == "") return "no rows"
    else text = "`" text "`"
    gsub(/\n/, " ", text)
    gsub(/\|/, "\002", text)
    return text
}
