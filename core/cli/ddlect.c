/* SPDX-License-Identifier: Apache-2.0 */
/* The ddlect command: the library's own tool, for no provider in particular. */
#include <stddef.h>

#include <ddlect/provider.h>

int main(int argc, char **argv)
{
	return ddlect_main(argc, argv, NULL);
}
