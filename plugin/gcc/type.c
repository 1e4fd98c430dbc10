// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Names of types, structures and declarations as a kernel programmer would
 * write them. Qualifiers are dropped: no rule asks for them.
 */
#include "wnp.h"

static const char *id(tree name)
{
	if (name && TREE_CODE(name) == TYPE_DECL)
		name = DECL_NAME(name);
	return name ? IDENTIFIER_POINTER(name) : NULL;
}

static const char *own_name(tree type)
{
	const char *s = id(TYPE_NAME(TYPE_MAIN_VARIANT(type)));

	return s ? s : id(TYPE_NAME(type));
}

/* The tag of a structure, the typedef of one without a tag, else "". */
const char *wnp_tag(struct wnp_unit *u, tree type)
{
	const char *s = NULL;

	if (type && RECORD_OR_UNION_TYPE_P(type))
		s = own_name(type);
	return s ? wn_intern(u->strs, s) : "";
}

/* GCC's names of the plain types are not how people write them. */
static const char *number_name(tree type)
{
	static const char * const names[][2] = {
		{ "long int", "long" },
		{ "long unsigned int", "unsigned long" },
		{ "long long int", "long long" },
		{ "long long unsigned int", "unsigned long long" },
		{ "short int", "short" },
		{ "short unsigned int", "unsigned short" },
	};
	const char *s = id(TYPE_NAME(type));
	unsigned int i;

	if (!s)
		s = own_name(type);
	for (i = 0; s && i < ARRAY_SIZE(names); i++)
		if (!strcmp(s, names[i][0]))
			return names[i][1];
	return s ? s : "int";
}

/* A structure's typedef stands alone, its tag follows the keyword. */
static void tagged_name(char *buf, size_t n, const char *kind, tree type)
{
	tree name = TYPE_NAME(TYPE_MAIN_VARIANT(type));
	const char *s = own_name(type);

	if (s && (!name || TREE_CODE(name) == TYPE_DECL))
		snprintf(buf, n, "%s", s);
	else
		snprintf(buf, n, "%s%s%s", kind, s ? " " : "", s ? s : "");
}

static void base_name(char *buf, size_t n, tree type)
{
	switch (type ? TREE_CODE(type) : ERROR_MARK) {
	case VOID_TYPE:
		snprintf(buf, n, "void");
		break;
	case BOOLEAN_TYPE:
		snprintf(buf, n, "_Bool");
		break;
	case INTEGER_TYPE:
	case REAL_TYPE:
		snprintf(buf, n, "%s", number_name(type));
		break;
	case FUNCTION_TYPE:
		snprintf(buf, n, "fn");
		break;
	case COMPLEX_TYPE:
		snprintf(buf, n, "complex");
		break;
	case VECTOR_TYPE:
		snprintf(buf, n, "vector");
		break;
	case ENUMERAL_TYPE:
		tagged_name(buf, n, "enum", type);
		break;
	case UNION_TYPE:
		tagged_name(buf, n, "union", type);
		break;
	case RECORD_TYPE:
		tagged_name(buf, n, "struct", type);
		break;
	default:
		snprintf(buf, n, "?");
	}
}

/* "pte_t *", "struct page **", "unsigned long", "pgd_t []" */
const char *wnp_type(struct wnp_unit *u, tree type)
{
	char buf[256], marks[64] = "";
	size_t n;

	for (; type; type = TREE_TYPE(type)) {
		const char *mark = POINTER_TYPE_P(type) ? "*" : "[]";

		if (!POINTER_TYPE_P(type) && TREE_CODE(type) != ARRAY_TYPE)
			break;
		if (strlen(marks) + 3 < sizeof(marks)) {
			n = strlen(mark);
			memmove(marks + n, marks, strlen(marks) + 1);
			memcpy(marks, mark, n);
		}
	}
	base_name(buf, sizeof(buf), type);
	n = strlen(buf);
	if (*marks)
		snprintf(buf + n, sizeof(buf) - n, " %s", marks);
	return wn_intern(u->strs, buf);
}

static const char * const pt_kinds[] = {
	"pte_t", "pmd_t", "pud_t", "p4d_t", "pgd_t",
};

/* Index of a page-table entry type, -1 for any other type. */
int wnp_pt_kind(tree type)
{
	const char *s = NULL;
	unsigned int i;

	if (type && (RECORD_OR_UNION_TYPE_P(type) || INTEGRAL_TYPE_P(type)))
		s = own_name(type);
	for (i = 0; s && i < ARRAY_SIZE(pt_kinds); i++)
		if (!strcmp(s, pt_kinds[i]))
			return i;
	return -1;
}

const char *wnp_pt_kinds(struct wnp_unit *u, unsigned int mask)
{
	char buf[64] = "";
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(pt_kinds); i++) {
		if (!(mask & 1 << i))
			continue;
		if (*buf)
			strcat(buf, ",");
		strcat(buf, pt_kinds[i]);
	}
	return wn_intern(u->strs, buf);
}

/* Static locals of two functions may share a name: "func.name". */
const char *wnp_decl_name(struct wnp_unit *u, tree decl)
{
	tree fn = DECL_CONTEXT(decl);
	const char *s = id(DECL_NAME(decl)), *ret;
	char *both;

	if (!s)
		return "";
	if (VAR_P(decl) && TREE_STATIC(decl) && fn &&
	    TREE_CODE(fn) == FUNCTION_DECL && DECL_NAME(fn)) {
		both = concat(id(DECL_NAME(fn)), ".", s, NULL);
		ret = wn_intern(u->strs, both);
		free(both);
		return ret;
	}
	return wn_intern(u->strs, s);
}
