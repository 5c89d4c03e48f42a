/* SPDX-License-Identifier: Apache-2.0 */

/* Some clients write the name of the header with a capital A. */

#include "vixMntapi.h"
