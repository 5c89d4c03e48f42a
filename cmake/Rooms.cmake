# One CMake target per room: the link line enforces that dependencies point downwards only.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)

# link_archive_if_position_independent(PREFIX NAME): links the library that pkg_check_modules(PREFIX
# ...) found from its archive libNAME.a, where that is position independent (Debian's are). For
# permissively licensed ones: programs start sooner, and the client libraries need nothing but the C
# and C++ runtimes and cannot meet a client's own copy.
include(CheckCSourceCompiles)
function(link_archive_if_position_independent prefix name)
  find_library(${prefix}_ARCHIVE lib${name}.a)
  if(NOT ${prefix}_ARCHIVE)
    return()
  endif()
  set(CMAKE_REQUIRED_FLAGS -fPIC)
  set(CMAKE_REQUIRED_LINK_OPTIONS -shared -Wl,-z,text -Wl,--whole-archive
      ${${prefix}_ARCHIVE} -Wl,--no-whole-archive)
  check_c_source_compiles("int main(void) { return 0; }" ${prefix}_ARCHIVE_IS_PIC)
  if(${prefix}_ARCHIVE_IS_PIC)
    set_target_properties(PkgConfig::${prefix} PROPERTIES
                          INTERFACE_LINK_LIBRARIES ${${prefix}_ARCHIVE})
  endif()
endfunction()
pkg_check_modules(LIBDEFLATE REQUIRED IMPORTED_TARGET libdeflate)
link_archive_if_position_independent(LIBDEFLATE deflate)
pkg_check_modules(LIBCRYPTO REQUIRED IMPORTED_TARGET libcrypto)
link_archive_if_position_independent(LIBCRYPTO crypto)
pkg_check_modules(LIBARGON2 REQUIRED IMPORTED_TARGET libargon2)
link_archive_if_position_independent(LIBARGON2 argon2)

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_C_STANDARD 99)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_C_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE_PROGRAM})
  set(CMAKE_C_COMPILER_LAUNCHER ${CCACHE_PROGRAM})
endif()

add_library(vixmount_options INTERFACE)
target_compile_options(vixmount_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wcast-qual -Wformat=2 -Wimplicit-fallthrough
  $<$<COMPILE_LANGUAGE:CXX>:-Wnon-virtual-dtor -Wold-style-cast -Woverloaded-virtual>)
target_compile_definitions(vixmount_options INTERFACE _FILE_OFFSET_BITS=64 _GNU_SOURCE)
target_include_directories(vixmount_options INTERFACE ${PROJECT_SOURCE_DIR}/src)

# vixmount_program(TARGET): a program that people wait for. The C++ run-time is linked in: resolving it at each
# start costs a tenth of the time to the first byte.
function(vixmount_program target)
  if(NOT VIXMOUNT_SANITIZED)
    target_link_options(${target} PRIVATE -static-libstdc++ -static-libgcc -Wl,--as-needed -Wl,-O1)
  endif()
endfunction()

# vixmount_room(NAME SOURCES a.cpp ... DEPENDS room-or-library ...): src/NAME as static library vixmount_NAME.
# Folders of formats add their files with target_sources(vixmount_NAME PRIVATE ...).
function(vixmount_room name)
  cmake_parse_arguments(ROOM "" "" "SOURCES;DEPENDS" ${ARGN})
  add_library(vixmount_${name} STATIC ${ROOM_SOURCES})
  target_link_libraries(vixmount_${name} PUBLIC vixmount_options ${ROOM_DEPENDS})
endfunction()

# vixmount_test(NAME SOURCES a.cpp ... DEPENDS ... [PROPERTIES ...]): a GoogleTest program whose cases are CTest tests
# NAME.*, with further CTest properties.
function(vixmount_test name)
  cmake_parse_arguments(TEST "" "FILTER" "SOURCES;DEPENDS;PROPERTIES" ${ARGN})
  add_executable(test_${name} ${TEST_SOURCES})
  set_target_properties(test_${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tests)
  target_link_libraries(test_${name} PRIVATE vixmount_test_support ${TEST_DEPENDS} GTest::gtest_main)
  # Half the time to compile; what is tested is optimized as ever.
  target_compile_options(test_${name} PRIVATE -O0)
  gtest_discover_tests(test_${name} TEST_PREFIX "${name}." TEST_FILTER "${TEST_FILTER}" DISCOVERY_TIMEOUT 60
                       PROPERTIES TIMEOUT 300 LABELS ${name} ${TEST_PROPERTIES})
endfunction()

# vixmount_fuzzer(NAME SOURCES NAME.cpp DEPENDS ...): libFuzzer target in the fuzz preset; in all others a program
# that replays fuzz/seeds/NAME and fuzz/damaged/NAME, run by CTest.
# The target `fuzzers` builds all of them.
add_custom_target(fuzzers)
add_library(vixmount_fuzz_replay OBJECT EXCLUDE_FROM_ALL ${PROJECT_SOURCE_DIR}/fuzz/replay_main.cpp)
target_link_libraries(vixmount_fuzz_replay PRIVATE vixmount_options)
function(vixmount_fuzzer name)
  cmake_parse_arguments(FUZZ "" "" "SOURCES;DEPENDS" ${ARGN})
  add_executable(fuzz_${name} ${FUZZ_SOURCES})
  add_dependencies(fuzzers fuzz_${name})
  set_target_properties(fuzz_${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/fuzz)
  target_link_libraries(fuzz_${name} PRIVATE ${FUZZ_DEPENDS})
  if(VIXMOUNT_LIBFUZZER)
    target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
  else()
    target_sources(fuzz_${name} PRIVATE $<TARGET_OBJECTS:vixmount_fuzz_replay>)
    add_test(NAME fuzz.replay.${name}
             COMMAND fuzz_${name} ${PROJECT_SOURCE_DIR}/fuzz/seeds/${name}
                     ${PROJECT_SOURCE_DIR}/fuzz/damaged/${name})
    set_tests_properties(fuzz.replay.${name} PROPERTIES TIMEOUT 300 LABELS damaged)
  endif()
endfunction()
