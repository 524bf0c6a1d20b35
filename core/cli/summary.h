/* SPDX-License-Identifier: Apache-2.0 */
/* Summary: what a run of generate did, for people (summary.c) and machines (json.c). */
#ifndef CORE_CLI_SUMMARY_H
#define CORE_CLI_SUMMARY_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/buf.h"
#include "core/diff/words.h"
#include "core/run/generate.h"

/* A change's hazards, each kind once, as a set of bits 1 << kind. */
uint32_t change_hazards(const struct ddlect_script *script,
			const struct ddlect_change *change, uint32_t *from);

/* Each changed table with its changes and their hazards; only numbers unless `all`. */
void summary_write(struct ddlect_buf *out, const struct pair *pair, bool all);

/*
 * The whole run. `result` is "written", "dry-run" or "unchanged"; `refusal` is why a run that
 * isn't dry would write nothing, or NULL.
 */
void summary_json(struct ddlect_buf *out, const struct generated *generated,
		  const char *result, const char *refusal, bool with_text);

#endif
