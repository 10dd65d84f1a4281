# The results as an SVG: a bar for each ratio, from 1, on a log scale, with the target marked.  Input as for table.awk.
function at(ratio) { return left + (log(ratio) - low) / (high - low) * width }
function escape(s) { gsub(/&/, "\\&amp;", s); gsub(/</, "\\&lt;", s); gsub(/>/, "\\&gt;", s); return s }
function text(x, y, anchor, s) { printf "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>\n", x, y, anchor, escape(s) }
function short(x) { return x >= 100 ? sprintf("%.0f", x) : x >= 10 ? sprintf("%.1f", x) : sprintf("%.2f", x) }
function bar(i, y, from, to, fill) {
    fill = target[i] == "" ? "#8a8f98" : ratio[i] >= 0.95 * target[i] ? "#2f6fb3" : "#d08a1d"
    from = at(1); to = at(ratio[i])
    printf "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"11\" fill=\"%s\"/>\n", from < to ? from : to, y, from < to ? to - from : from - to, fill
    text((from < to ? to : from) + 4, y + 9.5, "start", short(ratio[i]))
    if (target[i] != "")
        printf "<path d=\"M%.1f %dv15\" stroke=\"#111\" stroke-width=\"2\"/>\n", at(target[i]), y - 2
}
BEGIN { FS = "\t"; left = 430; width = 420; low = high = 0 }
{
    n++
    name[n] = $1 ": " $2
    ratio[n] = $6 + 0
    target[n] = $7
    for (i = 6; i <= 7; i++) if ($i != "") { if (log($i) < low) low = log($i); if (log($i) > high) high = log($i) }
}
END {
    low -= 0.1; high += 0.1
    height = 18 * n + 60
    printf "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\" font-size=\"11\">\n", left + width + 60, height
    printf "<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>\n"
    text(8, 16, "start", "How many times faster, or smaller, golden_thread is (log scale). Black: the target. Blue: met or within 5 %; orange: missed; grey: none asked.")
    for (tick = 0.001; tick < 1e6; tick *= 10)
        if (log(tick) >= low && log(tick) <= high) {
            printf "<path d=\"M%.1f 30V%d\" stroke=\"#ccc\"/>\n", at(tick), height - 22
            text(at(tick), height - 8, "middle", tick + 0)
        }
    for (i = 1; i <= n; i++) {
        text(left - 8, 36 + 18 * (i - 1) + 9.5, "end", name[i])
        bar(i, 36 + 18 * (i - 1))
    }
    print "</svg>"
}
