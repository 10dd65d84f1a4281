/*
 * register_files.h: the files of sql/register/, which the build makes part of the library.
 *
 * register_files.c is generated from them, in the order in which the Makefile lists them, and not committed.
 */
#ifndef GOLDEN_THREAD_REGISTER_FILES_H
#define GOLDEN_THREAD_REGISTER_FILES_H

#include <stddef.h>

typedef struct RegisterFile
{
	const char *name; /* below sql/register/, such as tables/plans.sql */
	const char *text;
} RegisterFile;

extern const RegisterFile register_files[];
extern const size_t register_file_count;

#endif /* GOLDEN_THREAD_REGISTER_FILES_H */
