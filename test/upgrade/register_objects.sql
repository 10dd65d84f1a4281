-- Prints the objects of a register in schema :'register', as register_objects() lists them: a digest of the comment, blank, the object.
-- The schema's own name is taken out of the comments, so that the list does not depend on it.
\pset format unaligned
\pset tuples_only on
\pset pager off
SELECT coalesce(left(md5(replace(m.remark, quote_ident(:'register'), '{schema}')), 8), '-') || ' ' || m.member
FROM register_members(:'register') m
ORDER BY m.member COLLATE "C";
