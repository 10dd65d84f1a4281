# Writes register_files.c: the files of sql/register/ as C strings.  Called by the Makefile with -v folder=sql/register/.
BEGIN { printf "#include \"register_files.h\"\n\nconst RegisterFile register_files[] = {" }
FNR == 1 {
  if (NR > 1) print "    },"
  printf "\n    {\"%s\",\n", substr(FILENAME, index(FILENAME, folder) + length(folder))
}
{
  gsub(/\\/, "&&")
  gsub(/"/, "\\\\&")
  printf "     \"%s\\n\"\n", $0
}
END { print "    },\n};\n\nconst size_t register_file_count = sizeof(register_files) / sizeof(register_files[0]);" }
