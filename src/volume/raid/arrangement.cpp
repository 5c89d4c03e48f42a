#include "volume/raid/arrangement.hpp"

#include "base/error.hpp"

namespace vixmount::volume::raid {

void require_counts(std::string_view what, const Members& members, std::size_t fewest,
                    std::uint64_t size) {
  if (members.size() < fewest || members.size() > kMostMembers)
    fail(ErrorKind::unsupported, "{} of {} members: there are {} to {}", what, members.size(),
         fewest, kMostMembers);
  if (size > kLargestArray)
    fail(ErrorKind::unsupported, "{} of {} bytes: at most {} are supported", what, size,
         kLargestArray);
}

void require_chunk(std::string_view what, std::uint64_t chunk_size) {
  if (chunk_size < kSmallestChunk || chunk_size > kLargestChunk || chunk_size % kSmallestChunk != 0)
    fail(ErrorKind::unsupported, "{} with chunks of {} bytes: they are sectors of {}, at most {}",
         what, chunk_size, kSmallestChunk, kLargestChunk);
}

void require_member_sizes(std::string_view what, const Members& members, std::uint64_t needed) {
  for (std::size_t i = 0; i < members.size(); ++i)
    if (members[i] && members[i]->size() < needed)
      fail(ErrorKind::unsupported, "member {} of {} has {} bytes, {} are needed", i, what,
           members[i]->size(), needed);
}

}  // namespace vixmount::volume::raid
