// The orders of the three trees' keys, all without their length in front. Facts: TN1150, "Catalog
// File Key", "Extents Overflow File Key"; Apple's hfs driver for attributes.
#pragma once

#include "base/bytes.hpp"

namespace vixmount::fs::hfsplus {

int compare_extent_keys(BytesView a, BytesView b);
int compare_attribute_keys(BytesView a, BytesView b);
int compare_catalog_keys(BytesView a, BytesView b);             // names as they are
int compare_catalog_keys_folding(BytesView a, BytesView b);     // names without case

}  // namespace vixmount::fs::hfsplus
