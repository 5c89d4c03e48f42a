// Many threads on one file system: for ThreadSanitizer, and for the caches under contention.
#pragma once

#include <cstddef>
#include <functional>

#include "fs/file_system.hpp"

namespace vixmount::test {

// Six threads walk one file system that `open` made at the same time, look up each name and read
// each byte, stream and attribute. They must find what one thread by itself finds, and at least
// `least` nodes.
void expect_threads_agree(const std::function<fs::FileSystemPtr()>& open, std::size_t least);

}  // namespace vixmount::test
