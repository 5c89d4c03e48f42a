// Date and time as DOS writes them, also used by exFAT: 16 bits each, two seconds fine, from 1980.
#pragma once

#include <cstdint>

#include "fs/file_system.hpp"

namespace vixmount::fs::fat {

// `hundredths` (0-199) is added to the time. The fields name a local time whose zone the volume
// does not tell: it is taken as UTC. Fields outside their range are clipped, as a volume that never
// set them has zeros there: 1980-01-01.
Timestamp to_timestamp(std::uint16_t date, std::uint16_t time, std::uint8_t hundredths = 0) noexcept;

}  // namespace vixmount::fs::fat
