#!/usr/bin/perl
# Prints the given number of 512-byte sectors, no two alike: a sector out of its place shows in every hash. A sector
# repeats eight bytes made of its number, so that images filled with them pack well.
use strict;
use warnings;
use integer;

my $sectors = shift;
for my $number (1 .. $sectors) {
  print pack('q<', $number * -7046029254386353131) x 64;
}
