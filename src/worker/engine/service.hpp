// The worker's side of the conversation with the library.
#pragma once

#include "worker/protocol/channel.hpp"

namespace vixmount::worker {

// Enters the sandbox, then answers requests until the library closes its end. Throws Error when the
// sandbox cannot be had.
void serve(Channel channel);

// The same without the sandbox, for tests that run the engine in their own process.
void serve_unsandboxed(Channel channel);

}  // namespace vixmount::worker
