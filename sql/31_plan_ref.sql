-- plan_ref: how a report is told which plan: by its key, a number, or by its title.  As regclass does for relations, so that neither
-- needs functions of its own.  What it stands for is looked up by the register that is asked.

CREATE TYPE plan_ref;
CREATE FUNCTION plan_ref_in(cstring) RETURNS plan_ref LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE AS 'textin';
COMMENT ON FUNCTION plan_ref_in(cstring) IS 'I/O';
CREATE FUNCTION plan_ref_out(plan_ref) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE AS 'textout';
COMMENT ON FUNCTION plan_ref_out(plan_ref) IS 'I/O';
CREATE FUNCTION plan_ref_recv(internal) RETURNS plan_ref LANGUAGE internal STABLE STRICT PARALLEL SAFE AS 'textrecv';
COMMENT ON FUNCTION plan_ref_recv(internal) IS 'I/O';
CREATE FUNCTION plan_ref_send(plan_ref) RETURNS bytea LANGUAGE internal STABLE STRICT PARALLEL SAFE AS 'textsend';
COMMENT ON FUNCTION plan_ref_send(plan_ref) IS 'I/O';
CREATE TYPE plan_ref (
  INPUT = plan_ref_in, OUTPUT = plan_ref_out, RECEIVE = plan_ref_recv, SEND = plan_ref_send, LIKE = pg_catalog.text
);
COMMENT ON TYPE plan_ref IS
  'Which plan of a register: its key (a number), or its title, with its version in parentheses where several have it; an argument of '
  'reports, not for columns.';

-- Implicit, since nothing but such an argument is of this type.
CREATE CAST (bigint AS plan_ref) WITH INOUT AS IMPLICIT;
COMMENT ON CAST (bigint AS plan_ref) IS 'a plan by its key';
CREATE CAST (integer AS plan_ref) WITH INOUT AS IMPLICIT;
COMMENT ON CAST (integer AS plan_ref) IS 'a plan by its key';
CREATE CAST (text AS plan_ref) WITHOUT FUNCTION AS IMPLICIT;
COMMENT ON CAST (text AS plan_ref) IS 'a plan by its title';
CREATE CAST (plan_ref AS text) WITHOUT FUNCTION AS ASSIGNMENT;
COMMENT ON CAST (plan_ref AS text) IS 'as written';
