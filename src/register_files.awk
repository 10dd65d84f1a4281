# Writes register_files.c: the files of sql/register/ as C strings.  Called by the Makefile with -v folder=sql/register/.
BEGIN {
  # What the server takes for any type: whatever stands in the extension's schema with the exact one would match better, so these are
  # named with their schema.  test/pgtap/planted_overloads.sql finds by the catalogue what is missing here.
  n = split("array_agg array_append array_cat array_fill array_length array_position array_positions array_prepend array_remove " \
            "array_replace array_to_string array_upper cardinality concat concat_ws count first_value format isempty jsonb_agg " \
            "jsonb_build_array jsonb_build_object jsonb_object_agg jsonb_populate_record lag last_value lead lower lower_inf " \
            "num_nonnulls num_nulls nth_value pg_typeof quote_literal quote_nullable range_agg to_jsonb unnest upper upper_inf", names)
  for (i = 1; i <= n; i++) servers[names[i]]
  printf "#include \"register_files.h\"\n\nconst RegisterFile register_files[] = {"
}
# qualified(line): "name(" as "pg_catalog.name(".  A blank before the parenthesis keeps it as it is: where both have the name and it is ours
# that is meant, and before the arrays of unnest (a, b), which the server knows by that plain name alone and calls its own.
function qualified(line,    done, call) {
  while (match(line, /[A-Za-z0-9_."]+\(/)) {
    call = substr(line, RSTART, RLENGTH - 1)
    done = done substr(line, 1, RSTART - 1) (call in servers ? "pg_catalog." : "") call "("
    line = substr(line, RSTART + RLENGTH)
  }
  return done line
}
FNR == 1 {
  if (NR > 1) print "    },"
  printf "\n    {\"%s\",\n", substr(FILENAME, index(FILENAME, folder) + length(folder))
}
{
  $0 = qualified($0)
  gsub(/\\/, "&&")
  gsub(/"/, "\\\\&")
  printf "     \"%s\\n\"\n", $0
}
END { print "    },\n};\n\nconst size_t register_file_count = sizeof(register_files) / sizeof(register_files[0]);" }
