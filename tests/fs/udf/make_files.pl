#!/usr/bin/perl
# Writes the plain files of fill.sh into the current folder.
use strict;
use warnings;

sub put {
  my ($name, $content) = @_;
  open(my $file, '>:raw', $name) or die "$name: $!";
  print $file $content;
}

put('plain/empty', '');
put('plain/small', "a few bytes\n");
put('plain/nearly_a_block', 'i' x 1900);
put('plain/large', join('', map { pack('V', $_) } 1 .. 50000));
put("many/a file with a longish name, number $_", "$_\n") for 1 .. 150;
put("names/$_", '') for "\xc3\xbcml\xc3\xa4ute.t\xc3\xa4xt", "\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e",
  "emoji \xf0\x9f\x99\x82", 'blank at the end ', 'dot at the end.', 'n' x 120, '.hidden', 'a:b*c?d';
