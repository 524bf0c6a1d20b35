/* SPDX-License-Identifier: Apache-2.0 */
/* The provider's own tool: every command of ddlect, for these tables and migrations. */
#include "docs.h"

int main(int argc, char **argv)
{
	return ddlect_main(argc, argv, &docs);
}
