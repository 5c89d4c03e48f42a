#!/usr/bin/perl
# Prints a line for each node below the current folder: type, permissions, size, blocks of 512 bytes, times of
# modification, access and change, owner, group, links, device (major:minor), content (SHA-256 or target), name.
use strict;
use warnings;
use Digest::SHA;
use Fcntl ':mode';
use File::Find;
use Time::HiRes;

my %types = (S_IFREG, 'file', S_IFDIR, 'directory', S_IFLNK, 'link', S_IFCHR, 'character', S_IFBLK, 'block',
             S_IFIFO, 'fifo', S_IFSOCK, 'socket');

sub list {
  my ($mode, $links, $owner, $group, $device, $size, $accessed, $modified, $changed, $blocks) =
    (Time::HiRes::lstat($_))[2 .. 10, 12];
  my $type = $types{S_IFMT($mode)};
  my $content = '-';
  $content = Digest::SHA->new(256)->addfile($_, 'b')->hexdigest if $type eq 'file';
  $content = readlink($_) if $type eq 'link';
  my $numbers = ($device >> 8 & 0xfff) . ':' . (($device & 0xff) | ($device >> 12 & 0xfff00));
  $numbers = '0:0' unless S_ISCHR($mode) || S_ISBLK($mode);
  printf "%s\t%o\t%d\t%d\t%.6f\t%.6f\t%.6f\t%d\t%d\t%d\t%s\t%s\t%s\n", $type, S_IMODE($mode), $size, $blocks,
    $modified, $accessed, $changed, $owner, $group, $links, $numbers, $content, $_;
}

find({wanted => \&list, no_chdir => 1}, '.');
