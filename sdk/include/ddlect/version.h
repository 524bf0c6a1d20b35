/* SPDX-License-Identifier: Apache-2.0 */
/* The version of ddlect. */
#ifndef DDLECT_VERSION_H
#define DDLECT_VERSION_H

#define DDLECT_VERSION "0.1.0"

#endif
