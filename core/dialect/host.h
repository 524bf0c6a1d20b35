/* SPDX-License-Identifier: Apache-2.0 */
/* The host table: what plugins may call of the core. There is one, and it never changes. */
#ifndef CORE_DIALECT_HOST_H
#define CORE_DIALECT_HOST_H

struct ddlect_host;

const struct ddlect_host *host_table(void);

#endif
