vixmount_fuzzer(luks SOURCES luks.cpp DEPENDS vixmount_volume)
