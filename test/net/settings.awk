# The questions with something set before each is answered: parsed as it stands, run under `after` (statements), printed as ever.
# Only those of a single statement; with `part` and `parts`, every label whose number leaves that remainder.
/^\\echo @ / { asked = (parts ? n++ % parts == part : 1); first = asked; if (asked) print; next }
# What stands between the labels is for all of them.
!asked && !inside && /^(\\set|SET) / { print; next }
!asked { next }
first && after && /^(SELECT|WITH|TABLE|VALUES) / && !/\\g[a-z]* *[^ ]*$/ { print "BEGIN;"; printf "DECLARE answer CURSOR WITH HOLD FOR "; wrapped = 1 }
{ first = 0; print }
wrapped && /;$/ { print after; print "COMMIT;"; print "FETCH ALL FROM answer;"; print "CLOSE answer;"; wrapped = 0 }
