/* SPDX-License-Identifier: Apache-2.0 */

/*
 * vm_basic_types.h: the basic types of the VixDiskLib and VixMntapi interfaces.
 *
 * Clients get this header through vixDiskLib.h. Linux on 64-bit machines (LP64) only: there the
 * types below have the sizes and the C++ overloads that existing programs were compiled for
 * (uint64 is unsigned long, so its printf length is "l").
 */

#ifndef _VM_BASIC_TYPES_H_
#define _VM_BASIC_TYPES_H_

#include <stdint.h>

/*
 * Truth value: one byte, 0 is false, everything else is true.
 *
 * X11 has a Bool of its own, as a type (announced by _XTYPEDEF_BOOL) or as a macro. Where one of
 * the two came first it stays, and Bool is an int in that source file. That is harmless: the
 * library looks at the low byte of an argument only, and clears the padding behind every Bool of
 * the structures that it hands out.
 */
#if !defined(_XTYPEDEF_BOOL) && !defined(Bool)
#define _XTYPEDEF_BOOL
typedef char Bool;
#endif

#ifndef FALSE
#define FALSE 0
#endif

#ifndef TRUE
#define TRUE 1
#endif

typedef uint8_t uint8;
typedef uint16_t uint16;
typedef uint32_t uint32;
typedef uint64_t uint64;

typedef int8_t int8;
typedef int16_t int16;
typedef int32_t int32;
typedef int64_t int64;

/* printf lengths of uint64 and of size_t: printf("%" FMT64 "u", capacity). */
#define FMT64 "l"
#define FMTSZ "z"

#endif /* _VM_BASIC_TYPES_H_ */
