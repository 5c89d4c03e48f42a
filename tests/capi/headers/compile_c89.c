/* The headers are C89, and say all that a C89 client needs. */

#include "client.h"

#if defined(__STDC_VERSION__) && __STDC_VERSION__ >= 199901L
#error "to be compiled as C89"
#endif

int main(void) { return check_client(); }
