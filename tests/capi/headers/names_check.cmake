# cmake -D HEADERS=<include folder> -D LISTS=<this folder> -P names_check.cmake
#
# Compares the error codes and the functions that the public headers declare with error_codes.tsv
# and prototypes.inc, so that neither side has a name that the other lacks.
cmake_minimum_required(VERSION 3.25)

# names_in(RESULT FILE PATTERN KEEP): all matches of PATTERN in FILE, each cut down to KEEP, sorted.
function(names_in result file pattern keep)
  file(READ ${file} text)
  string(REGEX REPLACE "/\\*[^*]*\\*+([^/*][^*]*\\*+)*/" "" text "${text}")
  string(REGEX MATCHALL "${pattern}" found "${text}")
  list(TRANSFORM found REPLACE "${pattern}" "${keep}")
  list(SORT found)
  set(${result} "${found}" PARENT_SCOPE)
endfunction()

# expect_same(WHAT DECLARED LISTED COUNT)
function(expect_same what declared listed count)
  list(LENGTH declared declared_count)
  if(NOT declared STREQUAL listed)
    set(missing ${listed})
    list(REMOVE_ITEM missing ${declared})
    set(surplus ${declared})
    list(REMOVE_ITEM surplus ${listed})
    message(SEND_ERROR "${what}: not declared: [${missing}], not listed: [${surplus}]")
  elseif(NOT declared_count EQUAL count)
    message(SEND_ERROR "${what}: ${declared_count} declared, ${count} expected")
  else()
    message(STATUS "${what}: ${declared_count} as listed")
  endif()
endfunction()

names_in(declared_codes ${HEADERS}/vixDiskLib.h "(VIX_[A-Z0-9_]+) = ([0-9]+)" "\\2 \\1")
names_in(listed_codes ${LISTS}/error_codes.tsv "([0-9]+)\t(VIX_[A-Z0-9_]+)" "\\1 \\2")
expect_same("error codes" "${declared_codes}" "${listed_codes}" 268)

names_in(disk_functions ${HEADERS}/vixDiskLib.h "(VixDiskLib_[A-Za-z]+)\\(" "\\1")
names_in(mount_functions ${HEADERS}/vixMntapi.h "(VixMntapi_[A-Za-z]+)\\(" "\\1")
names_in(listed_functions ${LISTS}/prototypes.inc "EXPECT_PROTOTYPE\\((Vix[A-Za-z]+_[A-Za-z]+)," "\\1")
set(declared_functions ${disk_functions} ${mount_functions})
expect_same("functions" "${declared_functions}" "${listed_functions}" 59)
