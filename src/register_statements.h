/*
 * register_statements.h: the statements that make a register, one by one.
 */
#ifndef GOLDEN_THREAD_REGISTER_STATEMENTS_H
#define GOLDEN_THREAD_REGISTER_STATEMENTS_H

#include "postgres.h"
#include "nodes/parsenodes.h"

/* What stands for the schemas' names in the files of sql/register/: psql's own notation, quotes included. */
#define REGISTER_SCHEMA           ":\"schema\""
#define REGISTER_BI_SCHEMA        ":\"bi\""
#define REGISTER_EXTENSION_SCHEMA ":\"extension\""

/* The name under which statements are listed that make something in the BI schema. */
#define REGISTER_PLAIN_BI "bi"

/* What a statement makes: its kind and the name of the object, both as register_members() calls them. */
extern const char *register_statement_kind(const Node *statement);
extern char *register_statement_object(const Node *statement);

#endif /* GOLDEN_THREAD_REGISTER_STATEMENTS_H */
