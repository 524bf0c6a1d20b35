/* SPDX-License-Identifier: Apache-2.0 */
/* Items: see item.h. */
#include <string.h>

#include "core/base/item.h"

#define LARGEST 65536u

bool item_read(const void *list, uint32_t i, uint32_t stride, void *item, size_t size)
{
	const char *first;
	memset(item, 0, size);
	if (!list)
		return false;
	const char *at = (const char *)list + (size_t)i * stride;
	memcpy(item, at, stride < size ? stride : size);
	memcpy(&first, item, sizeof(first));
	return first != NULL;
}

bool item_stride_check(uint32_t stride)
{
	return stride >= sizeof(void *) && stride <= LARGEST &&
	       stride % _Alignof(void *) == 0;
}
