// Times our decoders beside wimlib's on the same chunks of a file, interleaved, on one and on two
// threads.
//
// usage: bench_codecs [--rounds N] FILE
// Prints one line for each codec and number of threads: CODEC THREADS OURS PEER, in MiB of content
// per second (medians). Fails when a decoder's answer is not the file.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <functional>
#include <iterator>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <wimlib.h>

#include "codec/lzx.hpp"
#include "codec/xpress_huffman.hpp"

namespace {

using vixmount::BytesView;
using Bytes = std::vector<std::byte>;
using Decode = std::function<void(std::size_t chunk, std::span<std::byte> out)>;

struct Codec {
  const char* name;
  wimlib_compression_type type;
  std::size_t chunk_bytes;
  void (*ours)(BytesView, std::span<std::byte>);
};
constexpr Codec kCodecs[] = {
    {"xpress4k", WIMLIB_COMPRESSION_TYPE_XPRESS, 4096, vixmount::codec::decompress_xpress_huffman},
    {"xpress8k", WIMLIB_COMPRESSION_TYPE_XPRESS, 8192, vixmount::codec::decompress_xpress_huffman},
    {"xpress16k", WIMLIB_COMPRESSION_TYPE_XPRESS, 16384,
     vixmount::codec::decompress_xpress_huffman},
    {"lzx", WIMLIB_COMPRESSION_TYPE_LZX, 32768, vixmount::codec::decompress_lzx},
};

[[noreturn]] void stop(const std::string& what) {
  std::fprintf(stderr, "bench_codecs: %s\n", what.c_str());
  std::exit(1);
}

Bytes read_whole(const char* path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) stop(std::string("cannot read ") + path);
  const std::vector<char> bytes((std::istreambuf_iterator<char>(in)), {});
  const auto view = std::as_bytes(std::span(bytes));
  return {view.begin(), view.end()};
}

// The chunks of `content` that the compressor makes smaller.
struct Chunks {
  std::vector<Bytes> compressed;
  Bytes content;  // of these chunks, one after the other
  std::size_t chunk_bytes;

  std::span<const std::byte> content_of(std::size_t chunk) const {
    return std::span(content).subspan(chunk * chunk_bytes, chunk_bytes);
  }
};

Chunks compress(const Codec& codec, const Bytes& content) {
  wimlib_compressor* compressor = nullptr;
  if (wimlib_create_compressor(codec.type, codec.chunk_bytes, 0, &compressor) != 0)
    stop("wimlib makes no compressor");
  Chunks chunks{{}, {}, codec.chunk_bytes};
  Bytes buffer(codec.chunk_bytes);
  for (std::size_t at = 0; at + codec.chunk_bytes <= content.size(); at += codec.chunk_bytes) {
    const auto size = wimlib_compress(content.data() + at, codec.chunk_bytes, buffer.data(),
                                      codec.chunk_bytes - 1, compressor);
    if (size == 0) continue;
    chunks.compressed.emplace_back(buffer.begin(), buffer.begin() + static_cast<long>(size));
    chunks.content.insert(chunks.content.end(), content.begin() + static_cast<long>(at),
                          content.begin() + static_cast<long>(at + codec.chunk_bytes));
  }
  wimlib_free_compressor(compressor);
  if (chunks.compressed.empty()) stop("nothing in the file can be compressed");
  return chunks;
}

Decode our_decoder(const Codec& codec, const Chunks& chunks) {
  return [&](std::size_t chunk, std::span<std::byte> out) {
    codec.ours(BytesView(chunks.compressed[chunk]), out);
  };
}

Decode peer_decoder(const Codec& codec, const Chunks& chunks) {
  wimlib_decompressor* raw = nullptr;
  if (wimlib_create_decompressor(codec.type, codec.chunk_bytes, &raw) != 0)
    stop("wimlib makes no decompressor");
  const std::shared_ptr<wimlib_decompressor> decompressor(raw, wimlib_free_decompressor);
  return [&chunks, decompressor](std::size_t chunk, std::span<std::byte> out) {
    const auto& compressed = chunks.compressed[chunk];
    if (wimlib_decompress(compressed.data(), compressed.size(), out.data(), out.size(),
                          decompressor.get()) != 0)
      stop("wimlib cannot decompress what it compressed");
  };
}

// Seconds for all chunks, each thread taking its share; the answers are compared on the way when
// `check` is set.
double run(const std::vector<Decode>& decoders, const Chunks& chunks, bool check) {
  const auto work = [&](std::size_t thread) {
    Bytes out(chunks.chunk_bytes);
    for (std::size_t chunk = thread; chunk < chunks.compressed.size(); chunk += decoders.size()) {
      decoders[thread](chunk, out);
      if (check && std::memcmp(out.data(), chunks.content_of(chunk).data(), out.size()) != 0)
        stop("a decoder's answer is not the file");
    }
  };
  const auto begin = std::chrono::steady_clock::now();
  std::vector<std::thread> helpers;
  for (std::size_t thread = 1; thread < decoders.size(); ++thread)
    helpers.emplace_back(work, thread);
  work(0);
  for (auto& helper : helpers) helper.join();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<long>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

void measure(const Codec& codec, const Bytes& content, int rounds) {
  const Chunks chunks = compress(codec, content);
  std::vector<double> seconds[2][2];  // [threads - 1][0: ours, 1: the peer]
  std::vector<Decode> decoders[2];
  for (int i = 0; i < 2; ++i) {
    decoders[0].push_back(our_decoder(codec, chunks));
    decoders[1].push_back(peer_decoder(codec, chunks));
  }
  for (int round = 0; round <= rounds; ++round)
    for (int threads = 1; threads <= 2; ++threads)
      for (int who = 0; who < 2; ++who) {
        const std::vector<Decode> some(decoders[who].begin(), decoders[who].begin() + threads);
        const double took = run(some, chunks, round == 0);
        if (round > 0) seconds[threads - 1][who].push_back(took);
      }
  const double mebibytes = static_cast<double>(chunks.content.size()) / (1 << 20);
  for (int threads = 1; threads <= 2; ++threads)
    std::printf("%s %d %.1f %.1f\n", codec.name, threads,
                mebibytes / median(seconds[threads - 1][0]),
                mebibytes / median(seconds[threads - 1][1]));
}

}  // namespace

int main(int argc, char** argv) {
  int rounds = 7;
  if (argc == 4 && std::string_view(argv[1]) == "--rounds") rounds = std::atoi(argv[2]);
  if ((argc != 2 && argc != 4) || rounds < 1) stop("usage: bench_codecs [--rounds N] FILE");
  const Bytes content = read_whole(argv[argc - 1]);
  for (const auto& codec : kCodecs) measure(codec, content, rounds);
  return 0;
}
