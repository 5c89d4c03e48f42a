#include "capi/last_error.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <type_traits>

#include "capi/error_text.hpp"

namespace vixmount::capi {
namespace {

// Two host paths and a reason; messages above are rare and still make sense when cut off.
constexpr std::size_t kMostSentenceBytes = 768;
constexpr std::size_t kMostTextBytes = 1024;  // the longest general text has under 200
// Clients that never release a text repeat the same few ones.
constexpr std::size_t kMostTexts = 256;

struct LastError {
  VixError code = VIX_OK;
  std::array<char, kMostSentenceBytes + 1> sentence{};
};

struct KeptText {
  char* text = nullptr;
  std::size_t holders = 0;
};

constinit thread_local LastError last_error;
constinit std::array<KeptText, kMostTexts> kept_texts;
constinit std::mutex kept_texts_mutex;

static_assert(std::is_trivially_destructible_v<LastError>);
static_assert(std::is_trivially_destructible_v<decltype(kept_texts)>);
static_assert(std::is_trivially_destructible_v<std::mutex>);

// Without the beginning of a character that was cut.
std::size_t length_within(std::string_view text, std::size_t most) noexcept {
  if (text.size() <= most) return text.size();
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0U) == 0x80U) --most;
  return most;
}

char* general_text(VixError error) noexcept {
  // Part of the interface is that texts are char*; nobody may write to them.
  return const_cast<char*>(error_text(error));
}

// A text equal to `wanted` that is kept already, or a new one in a free place, or null.
char* keep(const char* wanted) noexcept {
  const std::scoped_lock lock(kept_texts_mutex);
  KeptText* free_place = nullptr;
  for (auto& place : kept_texts) {
    if (place.text == nullptr) {
      if (free_place == nullptr) free_place = &place;
    } else if (std::strcmp(place.text, wanted) == 0) {
      ++place.holders;
      return place.text;
    }
  }
  if (free_place == nullptr) return nullptr;
  *free_place = {.text = ::strdup(wanted), .holders = 1};
  return free_place->text;
}

}  // namespace

void remember_error(VixError code, std::string_view sentence) noexcept {
  const auto length = length_within(sentence, kMostSentenceBytes);
  std::copy_n(sentence.data(), length, last_error.sentence.data());
  last_error.sentence[length] = '\0';
  last_error.code = VIX_ERROR_CODE(code);
}

char* text_for_caller(VixError error) noexcept {
  const auto code = VIX_ERROR_CODE(error);
  if (code == VIX_OK || code != last_error.code || last_error.sentence[0] == '\0')
    return general_text(error);
  std::array<char, kMostTextBytes> text{};
  std::snprintf(text.data(), text.size(), "%s %s", error_text(error), last_error.sentence.data());
  char* const kept = keep(text.data());
  return kept != nullptr ? kept : general_text(error);
}

void release_text(const char* text) noexcept {
  if (text == nullptr) return;
  const std::scoped_lock lock(kept_texts_mutex);
  const auto place = std::ranges::find(kept_texts, text, &KeptText::text);
  if (place == kept_texts.end() || --place->holders > 0) return;
  std::free(place->text);
  *place = {};
}

}  // namespace vixmount::capi
