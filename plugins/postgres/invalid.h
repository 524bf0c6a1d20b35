/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Invalid: an index that was made concurrently, and not to its end. It stays, is of no use to
 * queries, and is in the way of the next try: who made it has to know its name.
 */
#ifndef PLUGINS_POSTGRES_INVALID_H
#define PLUGINS_POSTGRES_INVALID_H

#include <ddlect/run.h>

#include "plugins/postgres/session.h"

/*
 * Look for some after a statement, one of its own that waits patiently, was run or was
 * refused: then `failure` gets a hint. Otherwise, IF NOT EXISTS may have taken one for good,
 * it is a warning. That one can't look is no failure.
 */
void invalid_tell(struct ddlect_session *session, const struct ddlect_run *run,
		  struct ddlect_failure *failure);

#endif
