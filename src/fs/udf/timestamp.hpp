// Times of UDF: local, with the zone in minutes. Facts: ECMA-167, 1/7.3; OSTA UDF 2.60, 2.1.4.
#pragma once

#include "fs/file_system.hpp"
#include "fs/udf/layout.hpp"

namespace vixmount::fs::udf {

// The epoch for one that was not set. A time without a zone is taken as UTC, and one with parts of
// a second that cannot be has none, as Linux does.
Timestamp to_timestamp(const layout::Timestamp& stored) noexcept;

}  // namespace vixmount::fs::udf
