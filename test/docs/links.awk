# awk -f test/docs/links.awk PAGE...: links that lead nowhere, pages that none leads to, and headings that the contents of a long page leave out.
FNR == 1 { page = FILENAME; pages[++n_pages] = page; folder = page; if (!sub(/[^\/]*$/, "", folder)) folder = ""; fenced = 0 }
{ words[page] += NF }
/^[ \t]*```/ { fenced = !fenced; next }
fenced { next }
/^#+ / {
    heading = $0
    sub(/^#+ +/, "", heading)
    anchors[page "#" anchor(heading)] = 1
    if (/^## /) headings[page, ++n_headings[page]] = heading
}
{
    rest = $0
    while (match(rest, /\]\([^)]*\)/)) {
        target = substr(rest, RSTART + 2, RLENGTH - 3)
        rest = substr(rest, RSTART + RLENGTH)
        if (target ~ /^[a-z]+:/) continue
        if (target ~ /^#/) { inner[page target] = 1; target = page target } else target = straight(folder target)
        links[++n_links] = page ":" FNR "\t" target
    }
}
END {
    for (i = 1; i <= n_links; i++) {
        split(links[i], link, "\t")
        file = link[2]
        sub(/#.*/, "", file)
        if (!(file in exists)) exists[file] = system("test -e '" file "'") == 0
        if (!exists[file]) print link[1] ": " file " is not there"
        else if (index(link[1], file ":") != 1) linked[file] = 1
        if (exists[file] && link[2] ~ /\.md#/ && !(link[2] in anchors)) print link[1] ": " link[2] " is no heading"
    }
    for (i = 1; i <= n_pages; i++) if (!(pages[i] in linked) && pages[i] != "README.md") print pages[i] ": no page leads there"
    for (i = 1; i <= n_pages; i++) if (words[pages[i]] > 1000 && n_headings[pages[i]] == 0) print pages[i] ": a long page without headings"
    for (i = 1; i <= n_pages; i++) if (words[pages[i]] > 1000) for (j = 1; j <= n_headings[pages[i]]; j++)
        if (!((pages[i] "#" anchor(headings[pages[i], j])) in inner))
            print pages[i] ": its contents lack \"" headings[pages[i], j] "\" (#" anchor(headings[pages[i], j]) ")"
}
# The anchor that GitHub gives a heading.
function anchor(text) {
    text = tolower(text)
    gsub(/[^a-z0-9 _-]/, "", text)
    gsub(/ /, "-", text)
    return text
}
# A path without "x/..".
function straight(path) {
    while (match(path, /[^\/]+\/\.\.\//)) path = substr(path, 1, RSTART - 1) substr(path, RSTART + RLENGTH)
    return path
}
