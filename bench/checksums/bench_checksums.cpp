// Times our checksums on sectors of 4 KiB in memory, as reading file content of Btrfs compares
// them, beside OpenSSL's digests of the same sectors where it has them; interleaved, on one thread.
//
// usage: bench_checksums [--rounds N]
// Prints one line for each checksum: NAME OURS OPENSSL in GB a second of processor time (medians;
// OPENSSL is 0 where it has none). OpenSSL has BLAKE2b with 512 bits alone, which costs the same.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <string_view>
#include <vector>

#include <openssl/evp.h>

#include "fs/btrfs/checksum.hpp"

namespace {

using vixmount::fs::btrfs::checksum_of;
using vixmount::fs::btrfs::ChecksumType;
using Check = std::function<void()>;  // of all sectors

constexpr std::size_t kSector = 4096;
// What one processor verifies of a long read: stays in its cache, as the bytes just read do.
constexpr std::size_t kBytes = 256 << 10;
constexpr int kPasses = 400;

struct Algorithm {
  const char* name;
  ChecksumType type;
  const EVP_MD* (*peer)();  // null: none
};
constexpr Algorithm kAlgorithms[] = {
    {"crc32c", ChecksumType::crc32c, nullptr},
    {"xxhash64", ChecksumType::xxhash64, nullptr},
    {"sha256", ChecksumType::sha256, EVP_sha256},
    {"blake2b", ChecksumType::blake2b, EVP_blake2b512},
};

// What this thread has had of a processor, in seconds: other programs may run beside.
double processor_seconds() {
  timespec time{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

// GB a second of processor time.
double rate(const Check& check) {
  const auto begin = processor_seconds();
  for (int pass = 0; pass < kPasses; ++pass) check();
  return static_cast<double>(kBytes) * kPasses / (processor_seconds() - begin) / 1e9;
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<long>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

void measure(const Algorithm& algorithm, const std::vector<std::byte>& bytes, int rounds) {
  std::vector<std::byte> stored;
  for (std::size_t at = 0; at < bytes.size(); at += kSector) {
    const auto sum = checksum_of(algorithm.type, std::span(bytes).subspan(at, kSector));
    stored.insert(stored.end(), sum.begin(),
                  sum.begin() + static_cast<long>(checksum_size(algorithm.type)));
  }
  const Check ours = [&] {
    if (!wrong_sectors(algorithm.type, bytes, kSector, stored).empty()) std::abort();
  };
  const Check peer = [&] {
    unsigned char digest[EVP_MAX_MD_SIZE];
    for (std::size_t at = 0; at < bytes.size(); at += kSector)
      EVP_Digest(bytes.data() + at, kSector, digest, nullptr, algorithm.peer(), nullptr);
  };
  std::vector<double> rates[2];
  for (int round = 0; round < rounds; ++round) {
    rates[0].push_back(rate(ours));
    rates[1].push_back(algorithm.peer != nullptr ? rate(peer) : 0);
  }
  std::printf("%s %.2f %.2f\n", algorithm.name, median(rates[0]), median(rates[1]));
}

}  // namespace

int main(int argc, char** argv) {
  int rounds = 7;
  if (argc == 3 && std::string_view(argv[1]) == "--rounds") rounds = std::atoi(argv[2]);
  if ((argc != 1 && argc != 3) || rounds < 1) {
    std::fprintf(stderr, "usage: bench_checksums [--rounds N]\n");
    return 1;
  }
  std::vector<std::byte> bytes(kBytes);
  std::uint32_t state = 1;
  for (auto& byte : bytes) byte = static_cast<std::byte>((state = state * 1664525 + 1013904223) >> 24);
  for (const auto& algorithm : kAlgorithms) measure(algorithm, bytes, rounds);
  return 0;
}
