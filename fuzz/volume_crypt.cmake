vixmount_fuzzer(crypt SOURCES crypt.cpp DEPENDS vixmount_volume)
