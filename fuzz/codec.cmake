foreach(name lznt1 xpress lzx)
  vixmount_fuzzer(${name} SOURCES ${name}.cpp DEPENDS vixmount_codec)
endforeach()
