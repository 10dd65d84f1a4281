# Which lines of src/ no test reached, by what gcov prints.  Called with -v told=test/sanitize/unreached.tsv, the reasons; the files of
# other builds of the same sources (the unit tests') first, then a file of the name "-", then those of the library.
# Prints the lines whose function the reasons do not name, and how many there are of both sorts.
BEGIN {
  FS = "\t"
  while ((getline <told) > 0) if ($0 !~ /^#/) reasons[$1 "\t" $2] = $3
  FS = " "
}
{
  count = $0; sub(/:.*/, "", count); gsub(/[ \t*]/, "", count)
  rest = $0; sub(/^[^:]*: */, "", rest)
  line = rest; sub(/:.*/, "", line)
  text = rest; sub(/^[^:]*:/, "", text)
}
$0 == "-" { judged = 1; next }
line == 0 { if (text ~ /^Source:/) { file = text; sub(/^Source:(.*\/)?/, "", file); name = "" } next }
# In our sources a function begins at the left, and so does nothing else that has a parenthesis and no semicolon.
text ~ /^[A-Za-z_].*\(/ && text !~ /;[ \t]*$/ { name = text; sub(/\(.*/, "", name); sub(/^.*[ *]/, "", name) }
!judged && count ~ /^[0-9]/ { reached[file, line] }
judged && count == "#####" && !((file, line) in reached) {
  all++
  if ((file "\t" name) in reasons) { named[file "\t" name]; next }
  sub(/^[ \t]+/, "", text)
  printf "%s:%s in %s: %s\n", file, line, name, text
  open++
}
END {
  for (key in reasons) if (!(key in named)) { shown = key; sub("\t", " ", shown); printf "reached by now, and yet explained: %s\n", shown }
  printf "%d lines that no test reaches, of which %d have no reason in %s\n", all, open, told
}
