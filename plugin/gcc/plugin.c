// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * wnotify_plugin.so: writes the facts of a unit, see plugin/core/facts.h.
 *
 *	gcc -fplugin=.../wnotify_plugin.so -fplugin-arg-wnotify_plugin-KEY[=VALUE]
 *
 *	root=DIR	the kernel tree: paths in the facts are relative to it
 *	dirs=A:B	do nothing for sources outside of these
 *	facts=DIR	write DIR/<source>.facts, not beside the object
 *	kernel=VERSION	noted in the facts
 *	config=HASH	noted in the facts
 *	analysis-only	generate no code; the object is valid and empty. With -S
 *			the code is generated all the same
 *	verbose		say what was written
 *	disable		do nothing
 *	fault=FUNCTION	crash there, to test that a crash does no harm
 *
 * The pass runs when all functions are in SSA form and none is inlined yet. It
 * only looks: the code that GCC generates is the same with and without it.
 */
#include "wnp.h"

int plugin_is_GPL_compatible;

struct wnp_options wnp_opt;

static const pass_data wnotify_pass_data = {
	SIMPLE_IPA_PASS, "wnotify", OPTGROUP_NONE, TV_NONE,
	PROP_cfg | PROP_ssa, 0, 0, 0, 0
};

/*
 * Does somebody read the assembly? Kbuild takes numbers out of what -S makes of
 * asm-offsets.c and its like, which must be complete. With -c the assembly is
 * a temporary file or a pipe.
 */
static bool assembly_wanted(void)
{
	const char *base;

	if (!asm_file_name || !strcmp(asm_file_name, "-") ||
	    !strcmp(asm_file_name, "/dev/null"))
		return false;
	base = lbasename(asm_file_name);
	return strncmp(base, "cc", 2) || strlen(base) != strlen("ccXXXXXX.s");
}

/* Without functions GCC has nothing left to do, and ends. */
static void drop_functions(void)
{
	struct cgraph_node *node, *next;

	for (node = symtab->first_function(); node; node = next) {
		next = symtab->next_function(node);
		node->remove();
	}
}

static unsigned int run_pass(void)
{
	if (!seen_error())
		wnp_guarded(wnp_unit, NULL);
	if (wnp_opt.analysis_only && !assembly_wanted())
		drop_functions();
	return 0;
}

/* Kbuild asks what the compiler can do with sources that are no files. */
static bool is_probe(const char *source)
{
	return !strcmp(source, "-") || !strcmp(source, "<stdin>") ||
	       !strcmp(source, "/dev/null");
}

static bool pass_wanted(void)
{
	return !in_lto_p && main_input_filename && !is_probe(main_input_filename) &&
	       !strncmp(lang_hooks.name, "GNU C", 5) &&
	       strncmp(lang_hooks.name, "GNU C++", 7) &&
	       wnp_source_wanted(main_input_filename);
}

/* GCC wants a class here; it only forwards. */
class wnotify_pass : public simple_ipa_opt_pass {
public:
	wnotify_pass() : simple_ipa_opt_pass(wnotify_pass_data, g) {}
	bool gate(function *) { return pass_wanted(); }
	unsigned int execute(function *) { return run_pass(); }
};

static const struct {
	const char *key;
	const char **value;
	bool *flag;
} keys[] = {
	{ "root", &wnp_opt.root, NULL },
	{ "dirs", &wnp_opt.dirs, NULL },
	{ "facts", &wnp_opt.facts, NULL },
	{ "kernel", &wnp_opt.kernel, NULL },
	{ "config", &wnp_opt.config, NULL },
	{ "fault", &wnp_opt.fault, NULL },
	{ "analysis-only", NULL, &wnp_opt.analysis_only },
	{ "verbose", NULL, &wnp_opt.verbose },
	{ "disable", NULL, &wnp_opt.disable },
};

static bool parse_arg(const char *plugin, const struct plugin_argument *arg)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(keys); i++)
		if (!strcmp(arg->key, keys[i].key))
			break;
	if (i == ARRAY_SIZE(keys)) {
		error(G_("unknown option %<-fplugin-arg-%s-%s%>"), plugin,
		      arg->key);
		return false;
	}
	if (keys[i].value && (!arg->value || !*arg->value)) {
		error(G_("option %<-fplugin-arg-%s-%s%> needs a value"), plugin,
		      arg->key);
		return false;
	}
	if (keys[i].flag && arg->value) {
		error(G_("option %<-fplugin-arg-%s-%s%> takes no value"), plugin,
		      arg->key);
		return false;
	}
	if (keys[i].value)
		*keys[i].value = arg->value;
	else
		*keys[i].flag = true;
	return true;
}

/*
 * -g and -flto put the options into the object. Without ours it stays the same, to the
 * byte, as the one that is built without the plugin.
 */
static void hide_options(void)
{
	unsigned int i, n = 0;

	for (i = 0; i < save_decoded_options_count; i++) {
		size_t opt = save_decoded_options[i].opt_index;

		if (opt != OPT_fplugin_ && opt != OPT_fplugin_arg_ && opt != OPT_iplugindir_)
			save_decoded_options[n++] = save_decoded_options[i];
	}
	save_decoded_options_count = n;
}

int plugin_init(struct plugin_name_args *info, struct plugin_gcc_version *version)
{
	static struct plugin_info about = {
		"1", "facts about page-table changes and their notification\n"
	};
	struct register_pass_info pass = {};
	int i;

	if (!plugin_default_version_check(version, &gcc_version)) {
		error(G_("wnotify: this plugin was built for GCC %s and does not work with GCC %s; rebuild it with the compiler in use"),
		      gcc_version.basever, version->basever);
		return 1;
	}
	for (i = 0; i < info->argc; i++)
		if (!parse_arg(info->base_name, &info->argv[i]))
			return 1;
	register_callback(info->base_name, PLUGIN_INFO, NULL, &about);
	hide_options();
	if (wnp_opt.disable)
		return 0;
	pass.pass = new wnotify_pass();
	pass.reference_pass_name = "build_ssa_passes";
	pass.ref_pass_instance_number = 1;
	pass.pos_op = PASS_POS_INSERT_AFTER;
	register_callback(info->base_name, PLUGIN_PASS_MANAGER_SETUP, NULL, &pass);
	return 0;
}
