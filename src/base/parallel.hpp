// Work that consists of independent pieces, on all processors: decompressing the chunks of one
// read.
#pragma once

#include <cstddef>
#include <functional>

namespace vixmount {

// Calls body(0) ... body(count - 1), each once, on the calling thread and on helpers, and returns
// when all are done. Where pieces throw, the exception of the one with the lowest number is carried
// out, and pieces behind it may not have been called.
//
// May be called from many threads at once, and from within a piece. The helpers are one pool of the
// process, a thread for each further processor, started when the first call needs them; they block
// all signals and sleep when there is nothing to do. Where they cannot be started, or in a child
// after fork(), the caller does all the work itself.
void parallel_for(std::size_t count, const std::function<void(std::size_t)>& body);

}  // namespace vixmount
