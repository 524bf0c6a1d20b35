/* SPDX-License-Identifier: Apache-2.0 */
/* The provider "docs": its tables, and the migrations that lead to them. */
#ifndef DOCS_H
#define DOCS_H

#include <ddlect/provider.h>

extern const struct ddlect_provider docs;

#endif
