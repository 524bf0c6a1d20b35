/* SPDX-License-Identifier: Apache-2.0 */
/* Timescale: a server whose licence has no policies; it is set where a server starts. */
#include "tests/live/timescale_story.h"

#define AT " at timestamptz [not null]\n m int\n"

TEST(a_licence_without_policies_is_told_of)
{
	struct story story;
	open_story(&story);
	char *license = live_value(&story.live, "SHOW timescaledb.license");
	bool apache = strcmp(license, "apache") == 0;
	free(license);
	if (!apache) {
		close_story(&story);
		test_skip("the server's licence has policies");
	}
	static const struct {
		const char *attrs;
		uint32_t n;
	} cases[] = {{"", 0}, {", retention: '90 days'", 1}, {", segmentby: 'm'", 1}};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		char text[512], message[1024];
		uint32_t n;
		snprintf(text, sizeof(text),
			 "%sTable r [hypertable: 'at'%s] {\n" AT "}\n", PROJECT,
			 cases[i].attrs);
		struct step step = pipeline_compare(&story.pipe, declare(&story, text));
		const char *const *notes = schema_notes(step.current, &n);
		CHECK_INT(n, cases[i].n);
		if (n)
			CHECK_TEXT(notes[0], "the server runs with timescaledb.license = "
					     "apache, which "
					     "has no retention and no columnstore: it "
					     "refuses those of "
					     "table \"r\"");
		CHECK_INT(live_try(&story.live, step.up, message, sizeof(message)),
			  n ? -1 : 0);
		if (!n)
			live_exec(&story.live, "DROP TABLE r");
	}
	close_story(&story);
}
