# The results as a Markdown table.  Input, separated by tabs: topic, rival, unit, ours, theirs, ratio, target, wanted.
function short(x) { return x >= 100 ? sprintf("%.0f", x) : x >= 10 ? sprintf("%.1f", x) : sprintf("%.2f", x) }
function verdict(ratio, target) {
    if (target == "") return "-"
    if (ratio >= target) return "yes"
    return ratio >= 0.95 * target ? "within 5 %" : "**no**"
}
BEGIN {
    FS = "\t"
    print "| what | against | ours | theirs | ratio | asked | met |"
    print "|---|---|--:|--:|--:|---|---|"
}
{
    gsub(/\|/, "\\|")
    printf "| %s | %s | %s %s | %s %s | %s | %s | %s |\n", $1 == last ? "" : $1, $2, short($4), $3, short($5), $3, short($6), $8, verdict($6, $7)
    last = $1
}
